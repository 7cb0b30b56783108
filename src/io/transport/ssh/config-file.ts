import {readdir, readFile} from 'node:fs/promises';
import {basename, dirname, isAbsolute, join} from 'node:path';
import {Failure} from '../../../core/failure.js';
import {expandHome} from './home.js';

/** The settings of ssh_config for one destination, by lower-case keyword. */
export type ClientConfig = (destination: string) => ClientSettings;

export interface ClientSettings {
  first(keyword: string): string | undefined;
  all(keyword: string): readonly string[];
}

/**
 * `~/.ssh/config` with the files that it includes. `Match exec` sections never apply, because evaluating them would run
 * commands. A file that does not exist is empty; one that cannot be read is Failure 'hosts/ssh-config-unreadable'.
 */
export const readClientConfig = async (home: string): Promise<ClientConfig> => {
  const file = join(home, '.ssh', 'config');
  const text = await withIncludes(file, home, 0);
  const {default: SshConfig} = await import('ssh-config');
  const config = SshConfig.parse(text);
  return destination => {
    const settings = config.compute(destination, {ignoreCase: true, matchExec: false});
    const all = (keyword: string) => [settings[keyword] ?? []].flat();
    return {all, first: keyword => all(keyword)[0]};
  };
};

export const noClientConfig: ClientConfig = () => ({all: () => [], first: () => undefined});

/** The limit of OpenSSH. */
const MAX_DEPTH = 16;

const withIncludes = async (file: string, home: string, depth: number): Promise<string> => {
  if (depth > MAX_DEPTH) throw unreadable(file, new Error('includes are nested too deeply'));
  let section = 'Host *';
  const parts: string[] = [];
  for (const line of (await textOf(file)).split('\n')) {
    const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)\s*[=\s]\s*(.*)$/.exec(line) ?? [];
    if (/^(host|match)$/i.test(keyword)) section = line;
    if (!/^include$/i.test(keyword)) {
      parts.push(line);
      continue;
    }
    for (const included of await filesOf(rest, home)) parts.push(await withIncludes(included, home, depth + 1));
    // The following lines belong to this section again, although included files may have started others.
    parts.push(section);
  }
  return parts.join('\n');
};

const filesOf = async (patterns: string, home: string): Promise<readonly string[]> => {
  const files = (patterns.match(/"[^"]*"|\S+/g) ?? []).map(async word => {
    const named = expandHome(word.replaceAll('"', ''), home);
    const path = isAbsolute(named) ? named : join(home, '.ssh', named);
    return /[*?]/.test(basename(path)) ? matching(dirname(path), basename(path)) : [path];
  });
  return (await Promise.all(files)).flat();
};

const matching = async (folder: string, pattern: string): Promise<readonly string[]> => {
  const {glob} = await import('ssh-config');
  const names = await readdir(folder).catch(() => []);
  return names
    .filter(name => !name.startsWith('.') && glob(pattern, name))
    .sort()
    .map(name => join(folder, name));
};

const textOf = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw unreadable(file, cause);
  }
};

const unreadable = (file: string, cause: unknown): Failure =>
  new Failure('hosts/ssh-config-unreadable', `cannot read the SSH configuration ${file}: ${(cause as Error).message}`, {
    suggestions: [`ls -l ${file}`, 'or do not use it: set spec.ssh.useConfig to false in the configuration'],
    cause,
  });
