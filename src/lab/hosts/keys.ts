import {existsSync} from 'node:fs';
import {mkdtemp, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {run} from './command.js';
import type {LabPaths} from './paths.js';
import type {LabSpec} from './spec.js';

/** Creates an ed25519 key pair once: when the private key exists, the public one does too. */
export const keyPair = async (path: string, comment: string): Promise<void> => {
  if (existsSync(path)) return;
  const scratch = await mkdtemp(join(dirname(path), '.key-'));
  const fresh = join(scratch, 'key');
  await run('Making an SSH key', ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', fresh]);
  await rename(`${fresh}.pub`, `${path}.pub`);
  await rename(fresh, path);
  await rm(scratch, {recursive: true});
};

/** The host keys of all hosts, by address and by name. */
export const writeKnownHosts = async (spec: LabSpec, paths: LabPaths): Promise<void> => {
  const lines = await Promise.all(
    spec.hosts.map(async ({name, address}) => {
      const [type, key] = (await readFile(`${hostKey(paths, name)}.pub`, 'utf8')).split(' ');
      return `${address},${name} ${type} ${key}\n`;
    }),
  );
  await writeFile(`${paths.knownHosts}.new`, lines.join(''));
  await rename(`${paths.knownHosts}.new`, paths.knownHosts);
};

const hostKey = (paths: LabPaths, host: string): string => join(paths.host(host).upper, 'etc/ssh/ssh_host_ed25519_key');
