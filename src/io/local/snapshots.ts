import {createHash} from 'node:crypto';
import {chmod, type FileHandle, mkdir, open, readdir, rename, rm, stat} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {Failure} from '../../core/failure.js';
import type {Digest, EtcdId} from '../../core/model/names.js';
import type {Snapshot} from '../../ports/etcd.js';

/** The local directory with the snapshots of one cluster: all of its data, readable by its owner only. */
export interface SnapshotFolder {
  /** The file appears under its name when it is complete. Throws Failure 'etcd/snapshot-failed'. */
  keep(snapshot: Incoming): Promise<Snapshot>;
  newest(clusterId: EtcdId): Promise<Snapshot | undefined>;
}

interface Incoming {
  readonly clusterId: EtcdId;
  /** Decimal text. */
  readonly revision: string;
  readonly bytes: number;
  /** Of the data on the host. */
  readonly digest: Digest;
  readonly pieces: AsyncIterable<Uint8Array>;
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
  async keep({clusterId, revision, bytes, digest, pieces}) {
    const takenAt = new Date(Math.floor(now().getTime() / 1000) * 1000);
    const path = join(directory, `${compact(takenAt)}-${clusterId}-${revision}.db`);
    const part = `${path}.part`;
    try {
      await mkdir(directory, {recursive: true, mode: 0o700});
      await chmod(directory, 0o700);
      await removePartial(directory);
      const received = await written(part, pieces);
      if (received.digest !== digest || received.bytes !== bytes)
        throw new Failure(
          'etcd/snapshot-failed',
          `the etcd snapshot was not stored: expected ${bytes} bytes with digest ${digest}, received ${received.bytes} bytes with digest ${received.digest}`,
          {suggestions: ['run the same command again']},
        );
      await rename(part, path);
      await flushed(directory);
    } catch (error) {
      // The first error is the one to report.
      await rm(part, {force: true}).catch(() => undefined);
      throw error instanceof Failure || (error as NodeJS.ErrnoException).syscall === undefined
        ? error
        : unwritable(directory, error as NodeJS.ErrnoException);
    }
    return {path, takenAt, bytes, revision};
  },

  async newest(clusterId) {
    const stored = (await names(directory)).flatMap(name => {
      const [, time, id, revision] = NAME.exec(name) ?? [];
      const takenAt = time === undefined ? undefined : expanded(time);
      // A time in the future comes from a wrong clock: the age of that snapshot is unknown.
      return takenAt === undefined || id !== clusterId || takenAt > now() ? [] : [{name, takenAt, revision: revision!}];
    });
    const newest = stored.toSorted((one, other) => other.takenAt.getTime() - one.takenAt.getTime())[0];
    if (newest === undefined) return undefined;
    const path = join(directory, newest.name);
    return {path, takenAt: newest.takenAt, bytes: (await stat(path)).size, revision: newest.revision};
  },
});

const NAME = /^(\d{8}T\d{6}Z)-([0-9a-f]+)-(\d+)\.db$/;

/** "20260314T150926Z": sorts by time, and is a file name everywhere. */
const compact = (time: Date): string => time.toISOString().replaceAll(/[-:]|\.\d+/g, '');
const expanded = (time: string): Date =>
  new Date(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

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
  const partial = (await names(directory)).filter(name => name.endsWith('.db.part'));
  await Promise.all(partial.map(name => rm(join(directory, name), {force: true})));
};

async function written(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<{readonly bytes: number; readonly digest: string}> {
  const file = await open(path, 'wx', 0o600);
  try {
    return await copied(file, pieces);
  } finally {
    await file.close();
  }
}

async function copied(file: FileHandle, pieces: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += piece.byteLength;
    await file.appendFile(piece);
  }
  await file.sync();
  return {bytes, digest: hash.digest('hex')};
}

async function flushed(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const unwritable = (directory: string, cause: NodeJS.ErrnoException): Failure =>
  new Failure('etcd/snapshot-failed', `the etcd snapshot cannot be stored in ${directory}: ${cause.message}`, {
    suggestions: [
      `free space there (df -h ${directory}), or set XDG_STATE_HOME to another folder`,
      'then run the same command again',
    ],
    cause,
  });
