import type {Artifact} from '../../core/artifacts/bundle.js';
import type {HostName} from '../../core/model/names.js';
import type {Templates} from '../../core/render/types.js';
import type {HostClient} from '../../ports/host.js';
import {storedFile} from '../bundle/stored.js';
import type {Transport} from '../transport/transport.js';
import {readFacts} from './facts/read.js';
import {makeDirectories, putFiles, putLinks, readFrom} from './files.js';
import {importImages} from './images.js';
import {install} from './install.js';
import {prepareKernel} from './kernel.js';
import {resetHost, wipeData} from './reset.js';
import {smokeTestEtcd, verifyBinaries} from './smoke-test.js';
import {lastLogLines, reloadUnits, restartsOf, runUnits, stopUnits} from './units.js';

/**
 * Reads and changes one host: each call is one remote command.
 * @param openArtifact the gzip-compressed bytes of an artifact.
 * @param onUpload called with the number of compressed bytes sent so far.
 */
export function hostClient(
  name: HostName,
  transport: Transport,
  templates: Templates,
  openArtifact: (artifact: Artifact) => AsyncIterable<Uint8Array>,
  onUpload: (artifact: Artifact, sentBytes: number, totalBytes: number) => void = () => {},
): HostClient {
  const shell = {name, transport, templates};
  return {
    name,
    facts: query => readFacts(shell, query),
    put: files => putFiles(shell, files),
    read: path => readFrom(shell, path),
    install: placements =>
      install(
        shell,
        placements.map(({artifact, path}) => ({
          artifact,
          path,
          compressed: openArtifact(artifact),
          onSent: sent => onUpload(artifact, sent, storedFile(artifact).size),
        })),
      ),
    link: links => putLinks(shell, links),
    makeDirectories: directories => makeDirectories(shell, directories),
    prepareKernel: (modules, sysctls) => prepareKernel(shell, modules, sysctls),
    run: units => runUnits(shell, units),
    reload: units => reloadUnits(shell, units),
    stop: units => stopUnits(shell, units),
    restarts: units => restartsOf(shell, units),
    lastLogLines: unit => lastLogLines(shell, unit),
    verifyBinaries: programs => verifyBinaries(shell, programs),
    smokeTestEtcd: (path, flags) => smokeTestEtcd(shell, path, flags),
    importImages: archives => importImages(shell, archives),
    wipeData: what => wipeData(shell, what),
    reset: what => resetHost(shell, what),
  };
}
