import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import type {SnapshotManifest} from '../../core/model/snapshot-manifest.js';
import type {FoundSnapshot} from '../../core/snapshots/listed.js';
import {LIMITS} from '../remote/limits.js';
import {printable} from '../transport/printable.js';
import type {Command, ExecResult, HostTransport} from '../transport/transport.js';
import type {TakenSnapshot} from './snapshot-host.js';

/** On hosts: readable by root only. */
export const KEPT_SNAPSHOTS = '/var/lib/quorate/snapshots';

/** The snapshots that one host keeps. */
export interface KeptSnapshots {
  /** Moves a snapshot there that was taken on this host. */
  keep(taken: TakenSnapshot, name: string, manifest: SnapshotManifest): Promise<void>;
  /** Stores these bytes, which must be those that the manifest says are stored. */
  receive(name: string, manifest: SnapshotManifest, pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /** Reads each of them once. */
  list(): Promise<readonly FoundSnapshot[]>;
}

/** @param script text of templates/host/kept-snapshots.sh. */
export function keptSnapshots(host: HostName, transport: HostTransport, script: string): KeptSnapshots {
  const run = async (title: string, words: readonly string[], rest: Partial<Command> = {}): Promise<ExecResult> => {
    const argv = ['sh', '-c', script, 'kept-snapshots', ...words];
    const result = await transport.exec(
      {argv, title, changes: true, ...rest},
      rest.stdin === undefined ? {timeoutMs: LIMITS.snapshotTake} : {stallMs: LIMITS.uploadStall},
    );
    if (result.code === 0) return result;
    const why = printable(result.stderr.trim().split('\n').at(-1) ?? '', 600) || `exit code ${result.code}`;
    throw new Failure('etcd/snapshot-failed', `${host}: ${title}: ${why}`, {
      suggestions: [`check the space there: df -h ${KEPT_SNAPSHOTS}`, 'then run the same command again'],
    });
  };
  return {
    async keep({name}, as, manifest) {
      await run('keep an etcd snapshot', ['keep', name, as, JSON.stringify(manifest)]);
    },
    async receive(name, manifest, pieces) {
      const {bytes, sha256} = manifest.stored ?? manifest;
      const words = ['receive', name, `${bytes}`, sha256, JSON.stringify(manifest)];
      await run('store an etcd snapshot', words, {stdin: pieces, secret: true});
    },
    async list() {
      const {stdout} = await run('list etcd snapshots', ['list'], {changes: false});
      const lines = stdout.toString().trimEnd().split('\n');
      if (lines.at(-1) !== 'end')
        throw new Failure('etcd/snapshot-failed', `${host}: the list of etcd snapshots is incomplete`);
      return lines.flatMap(found);
    },
  };
}

function found(line: string): readonly FoundSnapshot[] {
  const [, name, bytes, sha256, manifest] =
    /^snapshot\t([\w.-]{1,255})\t(\d{1,15})\t([0-9a-f]{64})?\t(.*)$/.exec(line) ?? [];
  if (name === undefined) return [];
  return [{name, bytes: Number(bytes), ...(sha256 && {sha256}), ...(manifest && {manifest})}];
}
