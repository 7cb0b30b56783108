import {dirname} from 'node:path';
import type {HostName} from '../../core/model/names.js';
import type {SnapshotManifest} from '../../core/model/snapshot-manifest.js';
import {snapshotFileName} from '../../core/snapshots/file-name.js';
import {wallClock} from '../../io/clock.js';
import {KEPT_SNAPSHOTS, keptSnapshots} from '../../io/etcd/kept-snapshots.js';
import type {TrialRestore} from '../../io/etcd/snapshot-host.js';
import type {Encrypt} from '../../io/local/snapshot-encrypt.js';
import {storeSnapshot} from '../../io/local/snapshot-store.js';
import {asUnwritable, snapshotDirectory, snapshotFolder} from '../../io/local/snapshots.js';
import {hostScript} from '../../io/remote/host-script.js';
import type {Report} from '../../run/report/event.js';
import type {Environment} from '../connect.js';
import type {ManagedEtcd} from './managed.js';
import type {OnHost} from './take.js';

/** Where a snapshot goes: a file or the folder of the cluster on this machine, or the hosts of etcd. */
export type Target = {readonly is: 'file'; readonly path: string} | {readonly is: 'folder'} | {readonly is: 'hosts'};

export interface StoredSnapshot {
  /** On this machine; undefined: only on hosts. */
  readonly path?: string;
  readonly hosts: readonly HostName[];
  readonly encrypted: boolean;
}

interface Storing {
  readonly target: Target;
  readonly encrypt: Encrypt | undefined;
  readonly trial: TrialRestore;
}

/** Stores a proven snapshot. Throws Failure 'etcd/snapshot-failed'. */
export async function storeTaken(
  managed: ManagedEtcd,
  {env, report}: Environment,
  taken: OnHost,
  {target, encrypt, trial}: Storing,
): Promise<StoredSnapshot> {
  const manifest = {...taken.manifest, proven: {at: wallClock().toISOString(), keys: trial.keys}};
  const encrypted = encrypt !== undefined;
  if (target.is === 'hosts') {
    const hosts = await keepOnHosts(managed, taken, manifest, host =>
      report({type: 'step', title: `Keep it on ${host}`, detail: KEPT_SNAPSHOTS}),
    );
    return {hosts, encrypted};
  }
  report({type: 'step', title: 'Download it'});
  const pieces = reporting(taken, report);
  if (target.is === 'folder') {
    const folder = snapshotFolder(snapshotDirectory(env, managed.desired.name), wallClock);
    const {path} = await folder.keep({manifest, pieces, encrypt});
    return {path, hosts: [], encrypted};
  }
  const {path} = target;
  await storeSnapshot(path, manifest, pieces, encrypt).catch(error => {
    throw asUnwritable(dirname(path), error);
  });
  return {path, hosts: [], encrypted};
}

/** Its content, with the progress of the download. */
export async function* reporting(
  {host, manifest: {bytes: totalBytes}, pieces}: Pick<OnHost, 'host' | 'manifest' | 'pieces'>,
  report: Report,
): AsyncIterable<Uint8Array> {
  let receivedBytes = 0;
  for await (const piece of pieces()) {
    receivedBytes += piece.byteLength;
    report({type: 'download', host, artifact: 'etcd snapshot', receivedBytes, totalBytes});
    yield piece;
  }
}

/** On every host with a member that answers: a snapshot that is only beside its own data is lost with it. */
async function keepOnHosts(
  {etcd, connections, templates}: ManagedEtcd,
  taken: OnHost,
  manifest: SnapshotManifest,
  keeping: (host: HostName) => void,
): Promise<readonly HostName[]> {
  const script = hostScript(templates, 'kept-snapshots');
  const {members} = await etcd.overview();
  const others = members.flatMap(({host, status}) =>
    host === undefined || host === taken.host || status === undefined ? [] : [host],
  );
  const {etcdClusterId, revision} = manifest;
  const takenAt = new Date(manifest.takenAt);
  const name = snapshotFileName({takenAt, etcdClusterId, revision, encryption: 'none'});
  for (const host of others) {
    keeping(host);
    await keptSnapshots(host, connections.to(host), script).receive(name, manifest, taken.pieces());
  }
  keeping(taken.host);
  await keptSnapshots(taken.host, connections.to(taken.host), script).keep(taken.taken, name, manifest);
  return [...others, taken.host];
}
