import {ReadableStream} from 'node:stream/web';
import {Encrypter} from 'age-encryption';
import {Failure} from '../../core/failure.js';
import {readSmallFile} from './small-file.js';

type Pieces = AsyncIterable<Uint8Array>;

/** What the user asked to encrypt with: a passphrase in a file, or recipients. */
export interface EncryptionRequest {
  readonly passphraseFile?: string | undefined;
  /** Recipients of age ("age1…"), or files with one in each line. */
  readonly recipients: readonly string[];
}

/**
 * Encrypts streams in the format of age; undefined if nothing was asked for. The keys are read and parsed before anything
 * else is done.
 *
 * @throws Failure 'usage/encryption'
 */
export async function encryption({
  passphraseFile,
  recipients,
}: EncryptionRequest): Promise<((plain: Pieces) => Pieces) | undefined> {
  if (passphraseFile === undefined && recipients.length === 0) return undefined;
  if (passphraseFile !== undefined && recipients.length > 0)
    throw unusable('a snapshot is encrypted with a passphrase or to recipients, not both');
  const encrypter = new Encrypter();
  if (passphraseFile !== undefined) encrypter.setPassphrase(await passphraseIn(passphraseFile));
  for (const each of recipients) for (const key of await keysOf(each)) addTo(encrypter, key);
  return async function* (plain) {
    yield* await encrypter.encrypt(ReadableStream.from(plain));
  };
}

/** The passphrase in a file: all of it, without white space at its end. */
async function passphraseIn(path: string): Promise<string> {
  const found = await readSmallFile(path);
  if ('why' in found) throw unusable(`the passphrase file ${path} ${found.why}`);
  if ((found.mode & 0o077) !== 0)
    throw unusable(`the passphrase file ${path} may be read by others`, `chmod 600 ${path}`);
  const passphrase = found.content.toString('utf8').trimEnd();
  if (passphrase.includes('\n')) throw unusable(`the passphrase file ${path} has more than one line`);
  if (passphrase.length < SHORTEST) throw unusable(`the passphrase in ${path} has fewer than ${SHORTEST} characters`);
  return passphrase;
}

/** With the file, passphrases can be tried without limit. */
const SHORTEST = 12;

async function keysOf(recipient: string): Promise<readonly string[]> {
  if (recipient.startsWith('age1')) return [recipient];
  const found = await readSmallFile(recipient);
  if ('why' in found)
    throw unusable(`--recipient ${recipient} is no key of age (age1…), and as a file it ${found.why}`);
  const lines = found.content
    .toString('utf8')
    .split(/\r?\n/)
    .map(line => line.trim());
  const keys = lines.filter(line => line !== '' && !line.startsWith('#'));
  if (keys.length === 0) throw unusable(`the recipients file ${recipient} has no recipient`);
  return keys;
}

function addTo(encrypter: Encrypter, key: string): void {
  try {
    encrypter.addRecipient(key);
  } catch (cause) {
    // A private key by mistake is not repeated on the terminal.
    const shown = /^age1\w+$/.test(key) ? key : 'a line';
    throw unusable(`${shown} is no recipient of age: only keys that start with age1 are supported`, undefined, cause);
  }
}

const unusable = (message: string, suggestion?: string, cause?: unknown): Failure =>
  new Failure('usage/encryption', message, {...(suggestion && {suggestions: [suggestion]}), cause});
