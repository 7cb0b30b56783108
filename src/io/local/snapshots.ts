import {chmod, mkdir, readdir, rm, stat} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {Failure} from '../../core/failure.js';
import type {EtcdId} from '../../core/model/names.js';
import type {SnapshotManifest} from '../../core/model/snapshot-manifest.js';
import {parseSnapshotFileName, snapshotFileName} from '../../core/snapshots/file-name.js';
import type {Snapshot} from '../../ports/etcd.js';
import type {Encrypt} from './snapshot-encrypt.js';
import {storeSnapshot} from './snapshot-store.js';

type Pieces = AsyncIterable<Uint8Array>;

/** The local directory with the snapshots of one cluster: all of its data, readable by its owner only. */
export interface SnapshotFolder {
  /** The file appears under its name when it is complete. Throws Failure 'etcd/snapshot-failed'. */
  keep(snapshot: Incoming): Promise<Snapshot>;
  /** The newest that is not encrypted. */
  newest(clusterId: EtcdId): Promise<Snapshot | undefined>;
}

export interface Incoming {
  readonly manifest: SnapshotManifest;
  readonly pieces: Pieces;
  readonly encrypt?: Encrypt | undefined;
}

/** `${XDG_STATE_HOME:-~/.local/state}/quorate/snapshots/<cluster>` */
export const snapshotDirectory = (env: Readonly<Record<string, string | undefined>>, cluster: string): string =>
  join(
    env.XDG_STATE_HOME || join(homedir(), '.local', 'state'),
    'quorate',
    'snapshots',
    cluster.replaceAll(/[^\w.-]/g, '_'),
  );

export const snapshotFolder = (directory: string, now: () => Date): SnapshotFolder => ({
  async keep({manifest, pieces, encrypt}) {
    const {etcdClusterId, revision, bytes} = manifest;
    const takenAt = new Date(manifest.takenAt);
    const encryption = encrypt?.format ?? 'none';
    const path = join(directory, snapshotFileName({takenAt, etcdClusterId, revision, encryption}));
    try {
      await mkdir(directory, {recursive: true, mode: 0o700});
      await chmod(directory, 0o700);
      await removePartial(directory);
      await storeSnapshot(path, manifest, pieces, encrypt);
    } catch (error) {
      throw asUnwritable(directory, error);
    }
    return {path, takenAt, bytes, revision};
  },

  async newest(clusterId) {
    const stored = (await names(directory)).flatMap(name => {
      const named = parseSnapshotFileName(name);
      // A time in the future comes from a wrong clock: the age of that snapshot is unknown.
      return named?.encryption !== 'none' || named.etcdClusterId !== clusterId || named.takenAt > now()
        ? []
        : [{name, ...named}];
    });
    const newest = stored.toSorted((one, other) => other.takenAt.getTime() - one.takenAt.getTime())[0];
    if (newest === undefined) return undefined;
    const path = join(directory, newest.name);
    return {path, takenAt: newest.takenAt, bytes: (await stat(path)).size, revision: newest.revision};
  },
});

async function names(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Partial files of runs that were killed during a download. */
const removePartial = async (directory: string): Promise<void> => {
  const partial = (await names(directory)).filter(name => /\.db(?:\.age|\.cms)?(?:\.json)?\.part$/.test(name));
  await Promise.all(partial.map(name => rm(join(directory, name), {force: true})));
};

/** The error of a file system as a Failure; any other as it is. */
export const asUnwritable = (directory: string, error: unknown): unknown =>
  error instanceof Failure || (error as NodeJS.ErrnoException).syscall === undefined
    ? error
    : unwritable(directory, error as NodeJS.ErrnoException);

const unwritable = (directory: string, cause: NodeJS.ErrnoException): Failure =>
  new Failure('etcd/snapshot-failed', `the etcd snapshot cannot be stored in ${directory}: ${cause.message}`, {
    suggestions: [
      `free space there (df -h ${directory}), or set XDG_STATE_HOME to another folder`,
      'then run the same command again',
    ],
    cause,
  });
