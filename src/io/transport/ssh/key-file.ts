import {readFile, stat} from 'node:fs/promises';
import type {ParsedKey} from 'ssh2';

export type KeyFile =
  | {readonly is: 'key'; readonly key: ParsedKey}
  | {readonly is: 'encrypted'; readonly content: Buffer}
  | {readonly is: 'missing'}
  | {readonly is: 'unusable'; readonly why: string};

/** A private key for authentication. Like ssh, a file that other users can read is not used. */
export const readKeyFile = async (path: string): Promise<KeyFile> => {
  try {
    const {mode, uid} = await stat(path);
    if ((mode & 0o077) !== 0 && uid === process.getuid?.()) {
      return {is: 'unusable', why: `other users can read it: chmod 600 ${path}`};
    }
    return await parse(await readFile(path), path);
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? {is: 'missing'} : {is: 'unusable', why: `cannot be read: ${message}`};
  }
};

/** The decrypted key; undefined when the passphrase is wrong. */
export const unlock = async (content: Buffer, passphrase: string): Promise<ParsedKey | undefined> => {
  const parsed = await parsedKey(content, passphrase);
  return parsed instanceof Error ? undefined : parsed;
};

const parse = async (content: Buffer, path: string): Promise<KeyFile> => {
  const parsed = await parsedKey(content);
  if (!(parsed instanceof Error)) {
    return parsed.isPrivateKey() ? {is: 'key', key: parsed} : {is: 'unusable', why: 'it is a public key'};
  }
  return /no passphrase given/.test(parsed.message)
    ? {is: 'encrypted', content}
    : {is: 'unusable', why: `${parsed.message}: convert it by ssh-keygen -p -f ${path}`};
};

const parsedKey = async (content: Buffer, passphrase?: string): Promise<ParsedKey | Error> => {
  const {default: ssh2} = await import('ssh2');
  return [ssh2.utils.parseKey(content, passphrase)].flat()[0] ?? new Error('no key in it');
};
