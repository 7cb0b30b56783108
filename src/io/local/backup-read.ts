import {createHash} from 'node:crypto';
import {type BackupContents, backupContents, MOST_FILE_BYTES, SNAPSHOT_NAME} from '../../core/backup/contents.js';
import {Failure} from '../../core/failure.js';
import {type ByteReader, byteReader} from '../bundle/byte-reader.js';
import {BadArchive, entriesOf} from '../bundle/tar-entries.js';

type Pieces = AsyncIterable<Uint8Array>;

/** The first files of a backup, and its snapshot, which is read piece by piece, once. */
export interface ReadBackup {
  readonly contents: BackupContents;
  /** @throws Failure 'backup/unusable' after the last byte, if it is not what the manifest describes; 'etcd/snapshot-key' there,
   * if anything of the file was changed after its encryption. */
  readonly snapshot: AsyncGenerator<Uint8Array>;
}

/**
 * Reads the archive of a backup. Its secrets are kept in memory only.
 *
 * @param path for messages.
 * @param plain the decrypted archive.
 * @param secrets paths of the shared secrets that it must have.
 * @throws Failure 'backup/unusable'
 */
export async function readBackup(path: string, plain: Pieces, secrets: readonly string[]): Promise<ReadBackup> {
  const reader = byteReader(plain);
  try {
    const {contents, bytes} = await upToSnapshot(reader, secrets);
    return {contents, snapshot: asDescribed(path, contents, reader, bytes)};
  } catch (error) {
    await reader.close();
    throw named(path, error);
  }
}

async function upToSnapshot(reader: ByteReader, secrets: readonly string[]) {
  const files = new Map<string, Buffer>();
  for await (const {path: name, size} of entriesOf(reader)) {
    if (name === SNAPSHOT_NAME) {
      const found = backupContents(files, secrets);
      if ('problem' in found) throw new BadArchive(found.problem);
      return {contents: found.contents, bytes: size};
    }
    if (size > MOST_FILE_BYTES) throw new BadArchive(`${name.slice(0, 100)} is too large`);
    if (files.has(name)) throw new BadArchive(`it has ${name.slice(0, 100)} more than once`);
    files.set(name, await joined(reader.stream(size)));
  }
  throw new BadArchive(`it lacks ${SNAPSHOT_NAME}`);
}

async function* asDescribed(
  path: string,
  {manifest}: BackupContents,
  reader: ByteReader,
  size: number,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  try {
    for await (const piece of reader.stream(size)) {
      hash.update(piece);
      yield piece;
    }
    if (size !== manifest.bytes || hash.digest('hex') !== manifest.sha256)
      throw new BadArchive(`${SNAPSHOT_NAME} is not the snapshot that its manifest describes`);
    // CMS has one authentication tag, at its end: until it is read, a key or the configuration may have been changed.
    while ((await reader.take(MOST_FILE_BYTES)).length > 0);
  } catch (error) {
    throw named(path, error);
  } finally {
    await reader.close();
  }
}

async function joined(pieces: Pieces): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(Buffer.from(piece));
  return Buffer.concat(all);
}

const named = (path: string, error: unknown): unknown =>
  error instanceof BadArchive || error instanceof RangeError
    ? new Failure('backup/unusable', `${path} is not a usable backup: ${error.message}`, {
        suggestions: ['use another backup'],
        cause: error,
      })
    : error;
