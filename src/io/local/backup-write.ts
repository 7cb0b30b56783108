import {createHash} from 'node:crypto';
import {createWriteStream} from 'node:fs';
import {open, rename, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {tarEnd, tarHeader, tarPadding} from '../../core/artifacts/tar.js';
import {
  type BackupContents,
  CONFIG_NAME,
  MANIFEST_NAME,
  SNAPSHOT_NAME,
  secretName,
} from '../../core/backup/contents.js';
import {Failure} from '../../core/failure.js';
import type {SnapshotManifest} from '../../core/model/snapshot-manifest.js';
import {manifestText} from '../../core/snapshots/manifest.js';
import {whyUnreadable} from './unreadable.js';

type Pieces = AsyncIterable<Uint8Array>;

/**
 * Writes a backup: a tar archive, which is encrypted. It appears under its name when it is complete, readable by its
 * owner only.
 *
 * @param snapshot the bytes that the manifest describes.
 * @param encrypt encrypts a stream.
 * @throws Failure 'backup/unwritable', or 'etcd/snapshot-failed' if the snapshot is not what its manifest says.
 */
export async function writeBackup(
  path: string,
  contents: BackupContents,
  snapshot: Pieces,
  encrypt: (plain: Pieces) => Pieces,
): Promise<void> {
  const part = `${path}.part`;
  try {
    await rm(part, {force: true});
    const output = createWriteStream(part, {flags: 'wx', mode: 0o600, flush: true});
    await pipeline(Readable.from(encrypt(archive(contents, snapshot)), {objectMode: false}), output);
    await rename(part, path);
    await synced(dirname(path));
  } catch (error) {
    await rm(part, {force: true}).catch(() => undefined);
    throw error instanceof Failure || (error as NodeJS.ErrnoException).syscall === undefined
      ? error
      : unwritable(path, error as NodeJS.ErrnoException);
  }
}

async function* archive({manifest, config, secrets}: BackupContents, snapshot: Pieces): AsyncGenerator<Uint8Array> {
  const files: readonly (readonly [string, Buffer])[] = [
    [MANIFEST_NAME, Buffer.from(manifestText(manifest))],
    [CONFIG_NAME, Buffer.from(config)],
    ...[...secrets].map(([path, content]) => [secretName(path), content] as const),
  ];
  for (const [path, content] of files) {
    yield tarHeader({path, mode: 0o600, size: content.byteLength});
    yield content;
    yield tarPadding(content.byteLength);
  }
  yield tarHeader({path: SNAPSHOT_NAME, mode: 0o600, size: manifest.bytes});
  yield* verified(manifest, snapshot);
  yield tarPadding(manifest.bytes);
  yield tarEnd();
}

/** The pieces as they are; an error after the last one if together they are not what the manifest says. */
async function* verified(manifest: SnapshotManifest, pieces: Pieces): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += piece.byteLength;
    yield piece;
  }
  const sha256 = hash.digest('hex');
  if (bytes === manifest.bytes && sha256 === manifest.sha256) return;
  throw new Failure(
    'etcd/snapshot-failed',
    `the backup was not stored: expected a snapshot of ${manifest.bytes} bytes with digest ${manifest.sha256}, received ${bytes} bytes with digest ${sha256}`,
    {suggestions: ['run the same command again']},
  );
}

async function synced(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const unwritable = (path: string, cause: NodeJS.ErrnoException): Failure =>
  new Failure('backup/unwritable', `cannot write the backup ${path}: ${whyUnreadable(cause)}`, {
    suggestions: ['name another file: quorate backup FILE'],
    cause,
  });
