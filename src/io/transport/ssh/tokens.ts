import {createHash} from 'node:crypto';
import {hostname, userInfo} from 'node:os';
import {own} from '../../../core/own.js';
import {expandHome} from './home.js';

/** What the tokens of ssh_config stand for. */
export interface Tokens {
  readonly home: string;
  /** The name as typed for ssh, and the HostName that it leads to. */
  readonly original: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly alias: string | undefined;
}

/** Which tokens ssh replaces in a path, and in commands and jump hosts. */
const IN_PATHS = '%CdhikLlnpru';
const IN_COMMANDS = '%hnpr';

/** A path: `~`, then tokens and `${VARIABLE}`. An unknown one stays as it is written, so that messages show it. */
export const expandPath = (path: string, tokens: Tokens, env: NodeJS.ProcessEnv): string =>
  expandHome(path, tokens.home).replace(/%(.)|\$\{([^}]*)\}/g, (found, letter?: string, variable?: string) =>
    letter === undefined ? (env[variable ?? ''] ?? found) : replaced(found, letter, IN_PATHS, tokens),
  );

/** A command, or a list of jump hosts. */
export const expandCommand = (command: string, tokens: Tokens): string =>
  command.replace(/%(.)/g, (found, letter: string) => replaced(found, letter, IN_COMMANDS, tokens));

const replaced = (found: string, letter: string, allowed: string, tokens: Tokens): string =>
  allowed.includes(letter) ? (own(VALUES, letter)?.(tokens) ?? found) : found;

const VALUES: Readonly<Record<string, (tokens: Tokens) => string>> = {
  '%': () => '%',
  C: ({address, port, user}) => createHash('sha1').update(`${hostname()}${address}${port}${user}`).digest('hex'),
  d: ({home}) => home,
  h: ({address}) => address,
  i: () => String(process.getuid?.() ?? ''),
  k: ({alias, original}) => alias ?? original,
  L: () => hostname().split('.')[0] ?? '',
  l: () => hostname(),
  n: ({original}) => original,
  p: ({port}) => String(port),
  r: ({user}) => user,
  u: () => userInfo().username,
};
