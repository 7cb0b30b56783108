import {createHash} from 'node:crypto';
import {type FileHandle, open, rename, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {Failure} from '../../core/failure.js';
import {type Digest, digestOf} from '../../core/model/names.js';
import type {SnapshotManifest} from '../../core/model/snapshot-manifest.js';
import {manifestText} from '../../core/snapshots/manifest.js';

type Pieces = AsyncIterable<Uint8Array>;

/**
 * Writes a snapshot and its manifest, readable by their owner only. The snapshot appears under its name when it is
 * complete, and after its manifest.
 *
 * @param encrypt a stream; undefined: it is stored as it is.
 * @throws Failure 'etcd/snapshot-failed' if the bytes are not those of the manifest; an error of the file system as it is.
 */
export async function storeSnapshot(
  path: string,
  manifest: SnapshotManifest,
  pieces: Pieces,
  encrypt?: (plain: Pieces) => Pieces,
): Promise<void> {
  const part = `${path}.part`;
  try {
    await rm(part, {force: true});
    const plain = counting(pieces);
    const stored = await write(part, encrypt === undefined ? plain.pieces : encrypt(plain.pieces));
    const received = plain.end();
    if (received.sha256 !== manifest.sha256 || received.bytes !== manifest.bytes) throw differs(manifest, received);
    const complete = encrypt === undefined ? manifest : {...manifest, stored};
    await rm(`${path}.json.part`, {force: true});
    await write(`${path}.json.part`, [Buffer.from(manifestText(complete))]);
    await rename(`${path}.json.part`, `${path}.json`);
    await rename(part, path);
    await flush(dirname(path));
  } catch (error) {
    // The first error is the one to report.
    for (const left of [part, `${path}.json.part`]) await rm(left, {force: true}).catch(() => undefined);
    throw error;
  }
}

interface Received {
  readonly bytes: number;
  readonly sha256: Digest;
}

/** Passes the pieces on; `end` says how many bytes they were, and their digest. */
function counting(pieces: Pieces): {readonly pieces: Pieces; readonly end: () => Received} {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* passed() {
    for await (const piece of pieces) {
      hash.update(piece);
      bytes += piece.byteLength;
      yield piece;
    }
  }
  return {pieces: passed(), end: () => ({bytes, sha256: digestOf(hash.digest('hex'))})};
}

async function write(path: string, pieces: Pieces | Iterable<Uint8Array>): Promise<Received> {
  const file = await open(path, 'wx', 0o600);
  try {
    return await copied(file, pieces);
  } finally {
    await file.close();
  }
}

async function copied(file: FileHandle, pieces: Pieces | Iterable<Uint8Array>): Promise<Received> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += piece.byteLength;
    await file.appendFile(piece);
  }
  await file.sync();
  return {bytes, sha256: digestOf(hash.digest('hex'))};
}

async function flush(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const differs = (expected: Received, received: Received): Failure =>
  new Failure(
    'etcd/snapshot-failed',
    `the etcd snapshot was not stored: expected ${expected.bytes} bytes with digest ${expected.sha256}, received ${received.bytes} bytes with digest ${received.sha256}`,
    {suggestions: ['run the same command again']},
  );
