import {ReadableStream} from 'node:stream/web';
import {Decrypter} from 'age-encryption';
import {Failure} from '../../core/failure.js';
import {contentKey, contentOf, privateKeyIn} from './cms/decrypt.js';
import {type Header, parseHeader} from './cms/header.js';

/** How a file is encrypted: with a passphrase or to recipients of age, or to certificates in the format of CMS. */
export type Encryption = 'none' | 'passphrase' | 'identity' | 'cms';

/**
 * The passphrase, or the text of an identity file: keys of age, or a private key in PEM. Undefined if there is none. It is
 * asked again after a wrong one, at most three times.
 */
export type AskSnapshotKey = (
  path: string,
  kind: 'passphrase' | 'identity',
  again: boolean,
) => Promise<string | undefined>;

/** @param head of the file, at least 4 KiB if it has them. */
export function encryptionOf(head: Buffer): Encryption {
  const text = head.toString('latin1');
  if (text.startsWith(AGE)) return text.startsWith('-> scrypt ', AGE.length) ? 'passphrase' : 'identity';
  // DER: a SEQUENCE of indefinite or long length, with the OID of CMS authEnvelopedData or envelopedData.
  const isCms = head[0] === 0x30 && OIDS.some(oid => head.subarray(0, 32).includes(oid));
  return isCms ? 'cms' : 'none';
}

const AGE = 'age-encryption.org/v1\n';
const OIDS = [Buffer.from('060b2a864886f70d0109100117', 'hex'), Buffer.from('06092a864886f70d010703', 'hex')] as const;

type Pieces = AsyncIterable<Uint8Array>;

/**
 * Opens an encrypted file: its content can then be read any number of times.
 *
 * @param head of the file, with its complete header.
 * @throws Failure 'etcd/snapshot-key' without a key that fits; its content throws it where the file was changed.
 */
export async function decrypted(
  {path, head, kind}: {readonly path: string; readonly head: Buffer; readonly kind: Exclude<Encryption, 'none'>},
  open: () => Pieces,
  ask: AskSnapshotKey,
): Promise<() => Pieces> {
  if (kind === 'cms') return decryptedCms(path, head, open, ask);
  const fileKey = await unlocked(path, head, kind, ask);
  return () => content(path, fileKey, open());
}

/** As many as OpenSSH asks. */
const PROMPTS = 3;

async function unlocked(
  path: string,
  head: Buffer,
  kind: 'passphrase' | 'identity',
  ask: AskSnapshotKey,
): Promise<Uint8Array> {
  let error: unknown;
  for (let prompt = 0; prompt < PROMPTS; prompt++) {
    const key = await ask(path, kind, prompt > 0);
    if (key === undefined) break;
    try {
      return await decrypterWith(kind, key).decryptHeader(head);
    } catch (cause) {
      error = cause;
    }
  }
  const named = kind === 'passphrase' ? 'passphrase' : 'identity';
  throw locked(path, error === undefined ? `its ${named} was not given` : `the ${named} does not fit`, error);
}

function decrypterWith(kind: 'passphrase' | 'identity', key: string): Decrypter {
  const decrypter = new Decrypter();
  if (kind === 'passphrase') decrypter.addPassphrase(key);
  else for (const line of key.split(/\r?\n/).filter(text => /^AGE-SECRET-KEY-/.test(text))) decrypter.addIdentity(line);
  return decrypter;
}

async function* content(path: string, fileKey: Uint8Array, pieces: Pieces): AsyncGenerator<Uint8Array> {
  const decrypter = new Decrypter();
  // The key of this file: a passphrase takes a second to become one.
  decrypter.addIdentity({unwrapFileKey: () => fileKey});
  yield* unchanged(path, () => decrypter.decrypt(ReadableStream.from(pieces)));
}

/** An error of the decryption as a Failure. */
async function* unchanged(path: string, decrypt: () => Pieces | Promise<Pieces>): AsyncGenerator<Uint8Array> {
  try {
    yield* await decrypt();
  } catch (cause) {
    throw cause instanceof Failure
      ? cause
      : locked(path, 'it is incomplete, or was changed after its encryption', cause);
  }
}

/** As age: the key is asked for and tried first. */
async function decryptedCms(
  path: string,
  head: Buffer,
  open: () => Pieces,
  ask: AskSnapshotKey,
): Promise<() => Pieces> {
  const header = headerOf(path, head);
  const text = await ask(path, 'identity', false);
  if (text === undefined) throw locked(path, 'the private key of its certificate was not given');
  const privateKey = privateKeyIn(text);
  if (privateKey === undefined) throw locked(path, 'the identity file has no private key in PEM without a passphrase');
  const key = contentKey(header, privateKey);
  if (key === undefined) throw locked(path, 'it is not encrypted to the certificate of this private key');
  return () => unchanged(path, () => contentOf(open(), header, key));
}

function headerOf(path: string, head: Buffer): Header {
  try {
    return parseHeader(head);
  } catch (cause) {
    const plain = path.replace(/\.cms$/, '');
    throw new Failure(
      'etcd/snapshot-key',
      `the encrypted snapshot ${path} is not in a form of CMS that quorate reads`,
      {
        suggestions: [
          `decrypt it first: openssl cms -decrypt -binary -inform DER -in ${path} -inkey KEY -out ${plain}.decrypted`,
          'then name the decrypted file',
        ],
        cause,
      },
    );
  }
}

const locked = (path: string, why: string, cause?: unknown): Failure =>
  new Failure('etcd/snapshot-key', `the encrypted snapshot ${path} cannot be decrypted: ${why}`, {
    suggestions: ['see which snapshots there are: quorate etcd snapshot list'],
    cause,
  });
