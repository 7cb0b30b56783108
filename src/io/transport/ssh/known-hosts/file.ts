import {mkdir, open, readFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {Failure} from '../../../../core/failure.js';
import {shellWord} from '../commands.js';
import {keyTypeOf} from './fingerprint.js';
import {knownHostsName} from './judge.js';
import {type KnownKey, parseKnownHosts} from './parse.js';

/** A file that does not exist is empty. One that cannot be read is Failure 'hosts/known-hosts-unreadable'. */
export const readKnownHosts = async (files: readonly string[]): Promise<readonly KnownKey[]> =>
  (await Promise.all(files.map(readOne))).flat();

/** Adds a host key with one appending write, so that another ssh that adds a key at the same time loses nothing. */
export const addKnownHost = async (file: string, host: string, port: number, key: Buffer): Promise<void> => {
  try {
    await mkdir(dirname(file), {recursive: true, mode: 0o700});
    const handle = await open(file, 'a+', 0o600);
    try {
      const line = `${knownHostsName(host, port)} ${keyTypeOf(key)} ${key.toString('base64')}\n`;
      const text = await handle.readFile('utf8');
      await handle.write(text === '' || text.endsWith('\n') ? line : `\n${line}`);
      // A device or a pipe has nothing to sync.
      if ((await handle.stat()).isFile()) await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unusable(`cannot add the key of ${knownHostsName(host, port)} to ${file}`, file, cause);
  }
};

const readOne = async (file: string): Promise<readonly KnownKey[]> => {
  try {
    return parseKnownHosts(await readFile(file, 'utf8'), file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unusable(`cannot read ${file}, so no host key can be checked`, file, cause);
  }
};

const unusable = (what: string, file: string, cause: unknown): Failure =>
  new Failure('hosts/known-hosts-unreadable', `${what}: ${(cause as Error).message}`, {
    suggestions: [`ls -ld ${shellWord(file)}`, 'or set another file: spec.ssh.knownHostsFile in the configuration'],
    cause,
  });
