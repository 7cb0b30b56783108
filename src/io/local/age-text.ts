import {homedir} from 'node:os';
import {armor, Decrypter, Encrypter} from 'age-encryption';
import {Failure} from '../../core/failure.js';
import type {KeyCipher} from '../pki/home/files.js';
import {expandHome} from '../transport/ssh/home.js';
import {readSmallFile} from './small-file.js';

/**
 * Encrypts texts to recipients of age, in its armored format: `age -d` reads it.
 *
 * @param identityFile with keys (`AGE-SECRET-KEY-1…`), one in each line. It is read when something is decrypted.
 */
export function ageTexts(recipients: readonly string[], identityFile: string | undefined): KeyCipher {
  return {
    hasIdentity: identityFile !== undefined,
    async encrypt(text) {
      const encrypter = new Encrypter();
      for (const recipient of recipients) addTo(encrypter, recipient);
      return armor.encode(await encrypter.encrypt(text));
    },
    async decrypt(encrypted, file) {
      if (identityFile === undefined) throw missing(file);
      const decrypter = new Decrypter();
      for (const identity of await identitiesIn(identityFile)) decrypter.addIdentity(identity);
      try {
        return await decrypter.decrypt(armor.decode(encrypted), 'text');
      } catch (cause) {
        throw wrong(`${file} cannot be decrypted with the identity in ${identityFile}`, cause);
      }
    },
  };
}

async function identitiesIn(path: string): Promise<readonly string[]> {
  const found = await readSmallFile(expandHome(path, homedir()));
  if ('why' in found) throw wrong(`the identity file ${path} ${found.why}`);
  const lines = found.content.toString().split(/\r?\n/);
  const identities = lines.filter(line => /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/.test(line));
  if (identities.length === 0) throw wrong(`the identity file ${path} has no key of age (AGE-SECRET-KEY-1…)`);
  return identities;
}

function addTo(encrypter: Encrypter, recipient: string): void {
  try {
    encrypter.addRecipient(recipient);
  } catch (cause) {
    throw new Failure('pki/home-unwritable', `spec.pki.recipients: ${recipient} is no recipient of age`, {
      suggestions: ['copy it from the output of: age-keygen -y FILE'],
      cause,
    });
  }
}

const missing = (file: string): Failure =>
  new Failure('pki/identity-missing', `${file} is encrypted, and no identity was given`, {
    suggestions: ['run the same command with --pki-identity-file FILE'],
  });

const wrong = (message: string, cause?: unknown): Failure =>
  new Failure('pki/identity-wrong', message, {
    suggestions: ['name the identity of one of spec.pki.recipients with --pki-identity-file FILE'],
    cause,
  });
