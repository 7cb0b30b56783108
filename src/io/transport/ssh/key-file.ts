import {readFile, stat} from 'node:fs/promises';
import type {ParsedKey} from 'ssh2';
import {shellWord} from './commands.js';
import {fromPkcs8} from './pkcs8.js';
import {isSecurityKey, publicKeyOf} from './public-key.js';
import {reader} from './wire.js';

export type KeyFile =
  | {readonly is: 'private'; readonly key: ParsedKey}
  /** `publicKey`, in wire format: undefined when it is encrypted too, and no FILE.pub is beside it. */
  | {readonly is: 'encrypted'; readonly content: Buffer; readonly publicKey: Buffer | undefined}
  /** Names a key that only the agent can use; `why` is said when the agent does not have it. */
  | {readonly is: 'public'; readonly publicKey: Buffer; readonly why: string; readonly exists: boolean}
  | {readonly is: 'missing'}
  | {readonly is: 'unusable'; readonly why: string};

/**
 * A key file for authentication. Like ssh, a private key that other users can read is not used, and a public key, or
 * FILE.pub where FILE does not exist, names a key of the agent.
 */
export const readKeyFile = async (path: string): Promise<KeyFile> => {
  try {
    const {mode, uid} = await stat(path);
    const content = await readFile(path);
    const publicKey = publicKeyOf(content.toString('latin1'));
    if (publicKey) return {is: 'public', publicKey, why: 'it is a public key', exists: true};
    if ((mode & 0o077) !== 0 && uid === process.getuid?.())
      return {is: 'unusable', why: `other users can read it: chmod 600 ${shellWord(path)}`};
    return await parse(content, path);
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? notThere(path) : {is: 'unusable', why: `cannot be read: ${message}`};
  }
};

/** The decrypted key; undefined when the passphrase is wrong. */
export const unlock = async (content: Buffer, passphrase: string): Promise<ParsedKey | undefined> => {
  const parsed = await parsedKey(content, passphrase);
  return parsed instanceof Error ? undefined : parsed;
};

/** The public key or certificate in a file; undefined when there is none, and when the file does not exist. */
export const readPublicKey = async (path: string): Promise<Buffer | undefined> =>
  readFile(path, 'latin1').then(publicKeyOf, () => undefined);

const notThere = async (path: string): Promise<KeyFile> => {
  const publicKey = await readPublicKey(`${path}.pub`);
  return publicKey
    ? {is: 'public', publicKey, why: `it does not exist beside ${path}.pub`, exists: false}
    : {is: 'missing'};
};

const parse = async (content: Buffer, path: string): Promise<KeyFile> => {
  const publicKey = publicHalf(content);
  if (publicKey && isSecurityKey(publicKey)) return {is: 'public', publicKey, why: SECURITY_KEY(path), exists: true};
  const parsed = await parsedKey(content);
  if (!(parsed instanceof Error)) return parsed.isPrivateKey() ? usable(parsed) : {is: 'unusable', why: PUBLIC_ONLY};
  if (!/no passphrase given/.test(parsed.message))
    return {is: 'unusable', why: `${parsed.message}: convert it by ssh-keygen -p -f ${shellWord(path)}`};
  return {is: 'encrypted', content, publicKey: publicKey ?? (await readPublicKey(`${path}.pub`))};
};

const usable = (key: ParsedKey): KeyFile =>
  key.type === 'ssh-dss' ? {is: 'unusable', why: 'DSA keys are not used'} : {is: 'private', key};

const PUBLIC_ONLY = 'it is a public key in a format that is not supported';

const SECURITY_KEY = (path: string): string =>
  `a security key, which only an agent can use: ssh-add ${shellWord(path)}, or set spec.ssh.client to openssh`;

const parsedKey = async (content: Buffer, passphrase?: string): Promise<ParsedKey | Error> => {
  const {default: ssh2} = await import('ssh2');
  const text = fromPkcs8(content, passphrase);
  return text instanceof Error
    ? text
    : ([ssh2.utils.parseKey(text, passphrase)].flat()[0] ?? new Error('no key in it'));
};

/** OpenSSH's format has the public key in clear text before the private one. */
const publicHalf = (content: Buffer): Buffer | undefined => {
  const [, base64] = /^-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+)-----END/.exec(content.toString('latin1')) ?? [];
  const bytes = Buffer.from(base64 ?? '', 'base64');
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  try {
    const values = reader(bytes.subarray(MAGIC.length));
    values.string(); // cipher
    values.string(); // key derivation
    values.string(); // its options
    values.number(); // how many keys: one
    return values.string();
  } catch {
    return undefined;
  }
};

const MAGIC = 'openssh-key-v1\0';
