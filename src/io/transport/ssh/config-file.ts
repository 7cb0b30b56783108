import {userInfo} from 'node:os';
import {dirname, join} from 'node:path';
import {valuesFor} from './client-config/evaluate.js';
import {readDirectives} from './client-config/read.js';

/** The settings of ssh_config for one destination, by lower-case keyword. */
export type ClientConfig = (destination: string, login: Login) => ClientSettings;

export interface Login {
  /** Set in the configuration of the cluster: as with `ssh -l`, it wins. */
  readonly user?: string;
  readonly defaultUser: string;
}

export interface ClientSettings {
  first(keyword: string): string | undefined;
  all(keyword: string): readonly string[];
}

const SYSTEM_CONFIG = '/etc/ssh/ssh_config';

/**
 * `~/.ssh/config` and then `/etc/ssh/ssh_config`, with the files that they include. A file that does not exist is
 * empty. Failure 'hosts/ssh-config-unreadable': see readDirectives.
 */
export const readClientConfig = async (home: string, systemConfig = SYSTEM_CONFIG): Promise<ClientConfig> => {
  const folder = join(home, '.ssh');
  const files = await Promise.all([
    readDirectives(join(folder, 'config'), {home, folder, mustBePrivate: true}),
    readDirectives(systemConfig, {home, folder: dirname(systemConfig), mustBePrivate: false}),
  ]);
  return (name, login) => {
    const values = valuesFor(files, {...login, name, localUser: userInfo().username});
    const all = (keyword: string) => values.get(keyword) ?? [];
    return {all, first: keyword => all(keyword)[0]};
  };
};

export const noClientConfig: ClientConfig = () => ({all: () => [], first: () => undefined});
