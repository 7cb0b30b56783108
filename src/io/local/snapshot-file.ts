import {open, stat} from 'node:fs/promises';
import {Failure} from '../../core/failure.js';
import type {Digest} from '../../core/model/names.js';
import type {SnapshotManifest} from '../../core/model/snapshot-manifest.js';
import {MANIFEST_BYTES, parseManifest} from '../../core/snapshots/manifest.js';
import {type AskSnapshotKey, decrypted, encryptionOf} from './snapshot-encryption.js';
import {hashing} from './snapshot-hash.js';
import {whyUnreadable} from './unreadable.js';

export type {AskSnapshotKey} from './snapshot-encryption.js';

/** A complete snapshot of etcd on this machine. */
export interface SnapshotFile {
  readonly path: string;
  /** Of the snapshot, decrypted. */
  readonly sha256: Digest;
  /** Of the snapshot, decrypted. */
  readonly bytes: number;
  readonly encrypted: boolean;
  /** Undefined if there is no file `<path>.json`, as for snapshots of etcdctl. */
  readonly manifest?: SnapshotManifest;
  /** The snapshot, decrypted, from its start. Throws Failure 'etcd/snapshot-unusable' at its end if it was changed meanwhile. */
  read(): AsyncIterable<Uint8Array>;
}

/**
 * Reads a snapshot once from start to end and verifies it: by the SHA-256 at its end, and by its manifest if it has one.
 * Only a piece of it is in memory at a time.
 *
 * @param ask for the passphrase or the identity of an encrypted snapshot.
 * @throws Failure 'etcd/snapshot-unusable' or 'etcd/snapshot-key'
 */
export async function openSnapshot(path: string, ask: AskSnapshotKey): Promise<SnapshotFile> {
  const {content, encrypted} = await decryptedFile(path, ask);
  const manifest = await manifestOf(path);
  const {sha256, bytes, endsWithDigest} = await hashOf(content());
  if (bytes % 512 !== 32 || !endsWithDigest) throw unusable(path, bytes % 512 === 0 ? NO_DIGEST : WRONG_DIGEST);
  if (manifest !== undefined && (manifest.sha256 !== sha256 || manifest.bytes !== bytes))
    throw unusable(
      path,
      `its manifest ${path}.json is of another snapshot: that has ${manifest.bytes} bytes and the digest ${manifest.sha256}, this one has ${bytes} bytes and the digest ${sha256}`,
    );
  const file = {path, sha256, bytes, encrypted, read: () => unchanged(path, sha256, content())};
  return manifest === undefined ? file : {...file, manifest};
}

/**
 * The content of a file, decrypted if it is encrypted; it can be read any number of times.
 * @throws Failure 'etcd/snapshot-unusable' or 'etcd/snapshot-key'
 */
export async function openDecrypted(path: string, ask: AskSnapshotKey): Promise<() => AsyncIterable<Uint8Array>> {
  return (await decryptedFile(path, ask)).content;
}

async function decryptedFile(path: string, ask: AskSnapshotKey) {
  await assertFile(path);
  const start = await head(path, HEAD_BYTES);
  const kind = encryptionOf(start);
  const plain = () => chunks(path);
  const content = kind === 'none' ? plain : await decrypted({path, head: start, kind}, plain, ask);
  return {content, encrypted: kind !== 'none'};
}

const HEAD_BYTES = 64 * 1024;
const NO_DIGEST = 'it has no SHA-256 at its end: it is incomplete, or the database of a member, which is no snapshot';
const WRONG_DIGEST =
  'it does not end with the SHA-256 of its content: it is incomplete, was changed, or is no snapshot';

async function hashOf(pieces: AsyncIterable<Uint8Array>) {
  const hash = hashing();
  for await (const piece of pieces) hash.add(piece);
  return hash.end();
}

/** The pieces as they are; an error after the last one if together they are not what was verified. */
async function* unchanged(
  path: string,
  expected: Digest,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const hash = hashing();
  for await (const piece of pieces) {
    hash.add(piece);
    yield piece;
  }
  if (hash.end().sha256 !== expected) throw unusable(path, 'it was changed while it was read');
}

async function assertFile(path: string): Promise<void> {
  const found = await stat(path).catch(cause => {
    throw unusable(path, `it cannot be read: ${whyUnreadable(cause)}`, cause);
  });
  if (!found.isFile()) throw unusable(path, 'it is not a regular file');
}

async function manifestOf(path: string): Promise<SnapshotManifest | undefined> {
  const text = await head(`${path}.json`, MANIFEST_BYTES + 1).catch(error => {
    if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const manifest = text.byteLength > MANIFEST_BYTES ? undefined : parseManifest(text.toString());
  if (manifest === undefined) throw unusable(path, `its manifest ${path}.json cannot be understood`);
  return manifest;
}

/** The first bytes of a file. */
async function head(path: string, bytes: number): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(bytes);
      const {bytesRead} = await file.read(buffer, 0, bytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unusable(path, `${path} cannot be read: ${whyUnreadable(cause)}`, cause);
  }
}

const CHUNK_BYTES = 2 ** 20;

async function* chunks(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    yield* file.createReadStream({highWaterMark: CHUNK_BYTES, autoClose: false});
  } catch (cause) {
    throw cause instanceof Failure ? cause : unusable(path, `it cannot be read: ${whyUnreadable(cause)}`, cause);
  } finally {
    await file.close();
  }
}

const unusable = (path: string, why: string, cause?: unknown): Failure =>
  new Failure('etcd/snapshot-unusable', `${path} is not a usable snapshot of etcd: ${why}`, {
    suggestions: ['use another one: quorate etcd snapshot list'],
    cause,
  });
