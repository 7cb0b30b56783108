import {X509Certificate} from 'node:crypto';
import {ReadableStream} from 'node:stream/web';
import {Encrypter} from 'age-encryption';
import {Failure} from '../../core/failure.js';
import {canReceive, RECEIVING_KEYS} from '../../core/snapshots/recipient.js';
import {encryptTo} from './cms/encrypt.js';
import {readSmallFile} from './small-file.js';

type Pieces = AsyncIterable<Uint8Array>;

/** What the user asked to encrypt with: a passphrase, or recipients. */
export interface EncryptionRequest {
  /** Typed on the terminal. */
  readonly passphrase?: string | undefined;
  readonly passphraseFile?: string | undefined;
  /** Recipients of age ("age1…"), files with one in each line, or files with certificates in PEM. */
  readonly recipients: readonly string[];
}

/** Encrypts a stream; the format says what decrypts it, and is the end of the name of the file. */
export type Encrypt = ((plain: Pieces) => Pieces) & {readonly format: 'age' | 'cms'};

/**
 * Encrypts streams, to certificates in the format of CMS and else of age; undefined if nothing was asked for. The keys are
 * read and parsed before anything else is done.
 *
 * @throws Failure 'usage/encryption'
 */
export async function encryption({
  passphrase,
  passphraseFile,
  recipients,
}: EncryptionRequest): Promise<Encrypt | undefined> {
  if (passphrase !== undefined) return withPassphrase(strong(passphrase, 'the passphrase'));
  if (passphraseFile === undefined && recipients.length === 0) return undefined;
  if (passphraseFile !== undefined && recipients.length > 0)
    throw unusable('a file is encrypted with a passphrase or to recipients, not both');
  if (passphraseFile !== undefined) return withPassphrase(await passphraseIn(passphraseFile));
  const found: (readonly string[] | readonly X509Certificate[])[] = [];
  for (const each of recipients) found.push(await keysOf(each));
  const keys = found.flat();
  const certificates = keys.filter(key => typeof key !== 'string');
  if (certificates.length === 0) return toAgeKeys(keys.filter(key => typeof key === 'string'));
  if (certificates.length < keys.length)
    throw unusable('a file is encrypted to keys of age or to certificates, not both');
  const encrypt = (plain: Pieces) => encryptTo(certificates, plain);
  return Object.assign(encrypt, {format: 'cms'} as const);
}

function withPassphrase(passphrase: string): Encrypt {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  return withAge(encrypter);
}

function toAgeKeys(keys: readonly string[]): Encrypt {
  const encrypter = new Encrypter();
  for (const key of keys) addTo(encrypter, key);
  return withAge(encrypter);
}

function withAge(encrypter: Encrypter): Encrypt {
  async function* encrypt(plain: Pieces): Pieces {
    yield* await encrypter.encrypt(ReadableStream.from(plain));
  }
  return Object.assign(encrypt, {format: 'age'} as const);
}

/** The passphrase in a file: all of it, without white space at its end. */
async function passphraseIn(path: string): Promise<string> {
  const found = await readSmallFile(path);
  if ('why' in found) throw unusable(`the passphrase file ${path} ${found.why}`);
  if ((found.mode & 0o077) !== 0)
    throw unusable(`the passphrase file ${path} may be read by others`, `chmod 600 ${path}`);
  const passphrase = found.content.toString('utf8').trimEnd();
  if (passphrase.includes('\n')) throw unusable(`the passphrase file ${path} has more than one line`);
  return strong(passphrase, `the passphrase in ${path}`);
}

function strong(passphrase: string, named: string): string {
  if (passphrase.length < SHORTEST) throw unusable(`${named} has fewer than ${SHORTEST} characters`);
  return passphrase;
}

/** With the file, passphrases can be tried without limit. */
const SHORTEST = 12;

async function keysOf(recipient: string): Promise<readonly string[] | readonly X509Certificate[]> {
  if (recipient.startsWith('age1')) return [recipient];
  const found = await readSmallFile(recipient);
  if ('why' in found)
    throw unusable(`--recipient ${recipient} is no key of age (age1…), and as a file it ${found.why}`);
  const text = found.content.toString('utf8');
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g);
  if (certificates !== null) return certificates.map(each => certificateIn(each, recipient));
  const lines = text.split(/\r?\n/).map(line => line.trim());
  const keys = lines.filter(line => line !== '' && !line.startsWith('#'));
  if (keys.length === 0) throw unusable(`the recipients file ${recipient} has no recipient`);
  return keys;
}

function certificateIn(pem: string, file: string): X509Certificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (cause) {
    throw unusable(`the recipients file ${file} has a certificate that cannot be parsed`, undefined, cause);
  }
  if (canReceive(certificate)) return certificate;
  throw unusable(`the key of the certificate in ${file} cannot receive: it must be ${RECEIVING_KEYS}`);
}

function addTo(encrypter: Encrypter, key: string): void {
  try {
    encrypter.addRecipient(key);
  } catch (cause) {
    // A private key by mistake is not repeated on the terminal.
    const shown = /^age1\w+$/.test(key) ? key : 'a line';
    throw unusable(
      `${shown} is no recipient of age: only keys that start with age1, and certificates in PEM, are supported`,
      undefined,
      cause,
    );
  }
}

const unusable = (message: string, suggestion?: string, cause?: unknown): Failure =>
  new Failure('usage/encryption', message, {...(suggestion && {suggestions: [suggestion]}), cause});
