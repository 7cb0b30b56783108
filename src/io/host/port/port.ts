import type {HostName} from '../../../core/cluster/names.js';
import type {Artifact} from '../../../core/components/bundle.js';
import type {Templates} from '../../../core/render/types.js';
import type {HostPort} from '../../../run/site.js';
import type {Transport} from '../transport.js';
import {clearHost} from './clear.js';
import {readFacts} from './facts/read.js';
import {importImages} from './images.js';
import {install} from './install.js';
import {prepareKernel} from './kernel.js';
import {makeDirectories, putLinks} from './place.js';
import {putFiles} from './put.js';
import {readFrom} from './read.js';
import {resetHost} from './reset.js';
import {lastWordsOf, restartsOf} from './restarts.js';
import {tryEtcd, tryPrograms} from './try.js';
import {reloadUnits, runUnits, stopUnits} from './units.js';

/**
 * What is done to and read from one host: each call is one command.
 * @param openArtifact the gzip-compressed bytes of an artifact.
 * @param onUpload called with compressed bytes as they are handed over.
 */
export function hostPort(
  name: HostName,
  transport: Transport,
  templates: Templates,
  openArtifact: (artifact: Artifact) => AsyncIterable<Uint8Array>,
  onUpload: (artifact: Artifact, sentBytes: number, totalBytes: number) => void = () => {},
): HostPort {
  const shell = {name, transport, templates};
  return {
    name,
    facts: question => readFacts(shell, question),
    put: files => putFiles(shell, files),
    read: path => readFrom(shell, path),
    install: placements =>
      install(
        shell,
        placements.map(({artifact, path}) => ({
          artifact,
          path,
          compressed: openArtifact(artifact),
          onSent: sent => onUpload(artifact, sent, artifact.compressedSize),
        })),
      ),
    link: links => putLinks(shell, links),
    makeDirectories: directories => makeDirectories(shell, directories),
    prepareKernel: (modules, sysctls) => prepareKernel(shell, modules, sysctls),
    run: units => runUnits(shell, units),
    reload: units => reloadUnits(shell, units),
    stop: units => stopUnits(shell, units),
    restarts: units => restartsOf(shell, units),
    lastWords: unit => lastWordsOf(shell, unit),
    tryPrograms: programs => tryPrograms(shell, programs),
    tryEtcd: (path, flags) => tryEtcd(shell, path, flags),
    importImages: archives => importImages(shell, archives),
    clear: what => clearHost(shell, what),
    reset: what => resetHost(shell, what),
  };
}
