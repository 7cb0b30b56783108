import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {execa} from 'execa';
import type {Bundle} from '../../../src/core/artifacts/bundle.js';
import {changedBundle} from './bundle.js';
import {asLab, changedExample} from './cluster.js';

type Change = (text: string) => string;

/** The example "single" as a lab of its own, and files that something is wrong with. */
export interface Variants {
  configuration(change?: Change): Promise<string>;
  /** The folder of a changed bundle with some corrupt artifacts. */
  bundle(change: (bundle: Bundle) => Bundle, spoiled?: readonly string[]): Promise<string>;
  keyPair(): Promise<{readonly path: string; readonly publicKey: string}>;
  knownHosts(text: string): Promise<string>;
  /** Deletes all created files. */
  remove(): Promise<void>;
}

/** @param network the first three numbers of the hosts' addresses. */
export function variantsOfSingle(name: string, network: string): Variants {
  const made: string[] = [];
  const folder = async (): Promise<string> => {
    made.push(await mkdtemp(join(tmpdir(), 'quorate-')));
    return made.at(-1)!;
  };
  return {
    async configuration(change = text => text) {
      const path = await changedExample('single', text => change(asLab(name, network)(text)));
      made.push(dirname(path));
      return path;
    },
    async bundle(change, spoiled = []) {
      made.push(await changedBundle(change, spoiled));
      return made.at(-1)!;
    },
    async keyPair() {
      const path = join(await folder(), 'id');
      await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', path]);
      return {path, publicKey: (await readFile(`${path}.pub`, 'utf8')).trim()};
    },
    async knownHosts(text) {
      const path = join(await folder(), 'known_hosts');
      await writeFile(path, text);
      return path;
    },
    async remove() {
      for (const path of made) await rm(path, {recursive: true});
    },
  };
}

/** Puts a setting under `ssh:`, in place of the one of the same name if there is one. */
export const ssh =
  (setting: string): Change =>
  text =>
    text
      .replace(new RegExp(`\\n    ${setting.split(':')[0]}: .*`), '')
      .replace('\n  ssh:\n', `\n  ssh:\n    ${setting}\n`);

/** Sets the bundle to this folder. */
export const bundleIn =
  (folder: string): Change =>
  text =>
    `${text.trimEnd()}\n  artifacts:\n    bundle: ${folder}\n`;

/** Removes a host from a configuration. */
export const without =
  (host: string): Change =>
  text =>
    text.replace(new RegExp(`\\n *- name: ${host}\\n( {6}.*\\n)+`), '');
