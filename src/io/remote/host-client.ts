import type {Artifact} from '../../core/artifacts/bundle.js';
import type {HostName} from '../../core/model/names.js';
import type {Templates} from '../../core/render/types.js';
import type {HostClient} from '../../ports/host.js';
import type {OpenArtifact} from '../bundle/content.js';
import type {HostTransport} from '../transport/transport.js';
import {etcdDataClient} from './etcd-data.js';
import {readFacts} from './facts/read.js';
import {checkSources, fetchArtifacts, type OnReceived} from './fetch.js';
import type {FetchSettings} from './fetch-settings.js';
import {makeDirectories, putFiles, putLinks, readFrom, setModes} from './files.js';
import {importImages} from './images.js';
import {install} from './install.js';
import {forgetFiles, keepFiles, restoreFiles} from './kept-files.js';
import {prepareKernel, setBooleans} from './kernel.js';
import {makeKeys} from './make-keys.js';
import {installPackages} from './packages.js';
import {removeFiles} from './remove-files.js';
import {removeUnits} from './remove-units.js';
import {previewReset, resetHost, wipeData} from './reset.js';
import {smokeTestEtcd, verifyBinaries} from './smoke-test.js';
import {killUnits, lastLogLines, reloadUnits, restartsOf, runUnits, stopUnits} from './units.js';
import {createUsers} from './users.js';

/** How a host downloads, and where its progress is reported. */
export interface HostDownloads {
  readonly settings: () => Promise<FetchSettings>;
  readonly onReceived: OnReceived;
}

/**
 * Reads and changes one host: each call is one remote command.
 * @param openArtifact the gzip-compressed bytes of an artifact, and how many.
 * @param onUpload called with the number of compressed bytes sent so far.
 * @param downloads undefined if hosts download nothing.
 */
export function hostClient(
  name: HostName,
  transport: HostTransport,
  templates: Templates,
  openArtifact: (artifact: Artifact) => Promise<OpenArtifact>,
  onUpload: (artifact: Artifact, sentBytes: number, totalBytes: number) => void = () => {},
  downloads?: HostDownloads,
): HostClient {
  const shell = {name, transport, templates};
  const settings = async () => {
    if (downloads === undefined) throw new Error(`${name}: hosts download nothing with this configuration`);
    return downloads.settings();
  };
  return {
    name,
    facts: query => readFacts(shell, query),
    makeKeys: requests => makeKeys(shell, requests),
    put: files => putFiles(shell, files),
    read: path => readFrom(shell, path),
    install: placements =>
      install(
        shell,
        placements.map(({artifact, path}) => ({
          artifact,
          path,
          open: () => openArtifact(artifact),
          onSent: (sent, total) => onUpload(artifact, sent, total),
        })),
      ),
    fetch: async placements => fetchArtifacts(shell, placements, await settings(), downloads!.onReceived),
    checkSources: async urls => checkSources(shell, urls, await settings()),
    link: links => putLinks(shell, links),
    createUsers: names => createUsers(shell, names),
    keepFiles: (set, paths) => keepFiles(shell, set, paths),
    restoreFiles: set => restoreFiles(shell, set),
    forgetFiles: set => forgetFiles(shell, set),
    makeDirectories: directories => makeDirectories(shell, directories),
    setModes: entries => setModes(shell, entries),
    prepareKernel: (modules, sysctls) => prepareKernel(shell, modules, sysctls),
    setBooleans: names => setBooleans(shell, names),
    installPackages: request => installPackages(shell, request),
    run: units => runUnits(shell, units),
    reload: units => reloadUnits(shell, units),
    stop: units => stopUnits(shell, units),
    kill: units => killUnits(shell, units),
    removeUnits: what => removeUnits(shell, what),
    removeFiles: what => removeFiles(shell, what),
    restarts: units => restartsOf(shell, units),
    lastLogLines: unit => lastLogLines(shell, unit),
    verifyBinaries: programs => verifyBinaries(shell, programs),
    smokeTestEtcd: (path, flags) => smokeTestEtcd(shell, path, flags),
    importImages: archives => importImages(shell, archives),
    wipeData: what => wipeData(shell, what),
    reset: what => resetHost(shell, what),
    previewReset: () => previewReset(shell),
    etcdData: etcdDataClient(shell),
  };
}
