import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Failure} from '../../../core/failure.js';
import {type HostConfig, isSet} from '../../../core/model/config.js';
import {parseJump} from '../ssh/jump-name.js';
import {clientMissing, printed} from './failures.js';
import {killGroup} from './group.js';
import {interrupted} from './interrupted.js';
import type {Destination} from './settings.js';

/** Where a host is, over which jump hosts of the configuration. */
export interface Route {
  readonly jumps: readonly Destination[];
  readonly host: Destination;
  /** user@address:port, as ssh connects to it. */
  readonly target: string;
}

interface Asking {
  readonly env: NodeJS.ProcessEnv;
  /** A directory of this connection. */
  readonly directory: string;
  readonly options: readonly string[];
  readonly signal?: AbortSignal;
  /** Milliseconds that ssh may take to read its configuration, with the commands of "Match exec" in it. */
  readonly timeoutMs: number;
}

/** Asks ssh for the user, which is the one of the configuration, of ssh's own configuration, or root, in this order. */
export const routeOf = async (config: HostConfig, asking: Asking): Promise<Route> => {
  const {ssh} = config;
  const jumps: Destination[] = [];
  for (const jump of ssh.jumpHosts.map(parseJump)) {
    const {user} = await resolved({address: jump.host, ...jump}, config, asking);
    jumps.push({address: jump.host, user, ...(jump.port === undefined ? {} : {port: jump.port})});
  }
  const address = config.sshAddress ?? config.address;
  const port = isSet(ssh, 'port') || ssh.port !== 22 ? ssh.port : undefined;
  const found = await resolved({address, ...(port === undefined ? {} : {port})}, config, asking);
  return {
    jumps,
    host: {address, user: found.user, ...(port === undefined ? {} : {port})},
    target: `${found.user}@${found.hostname.includes(':') ? `[${found.hostname}]` : found.hostname}:${found.port}`,
  };
};

interface Wanted {
  readonly address: string;
  readonly user?: string;
  readonly port?: number;
}

/** The last section is read after those of the user and the system: its user is used when they name none. */
const resolved = async ({address, user, port}: Wanted, {name, ssh}: HostConfig, asking: Asking) => {
  const {env, directory, options, signal, timeoutMs} = asking;
  const named = user ?? (isSet(ssh, 'user') || ssh.user !== 'root' ? ssh.user : undefined);
  const sections = [
    ...(ssh.useConfig ? ['Include ~/.ssh/config', 'Include /etc/ssh/ssh_config'] : []),
    'Match all',
    `User ${ssh.user}`,
    '',
  ];
  const file = join(directory, 'config');
  await writeFile(file, sections.join('\n'), {mode: 0o600});
  const {execa} = await import('execa');
  const words = [
    ...['-G', '-F', file],
    ...options.slice(ssh.useConfig ? 0 : 2),
    ...(named === undefined ? [] : ['-l', named]),
    ...(port === undefined ? [] : ['-p', String(port)]),
  ];
  // A session of its own: what it runs cannot ask on the terminal, and is ended with it.
  const child = execa('ssh', [...words, '--', address], {
    env: {...env, LC_ALL: 'C'},
    extendEnv: false,
    reject: false,
    detached: true,
    stdin: 'ignore',
    maxBuffer: 1_000_000,
  });
  const over = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
  const kill = () => killGroup(child.pid);
  over.addEventListener('abort', kill);
  if (over.aborted) kill();
  const {exitCode, code, stdout, stderr} = await child.finally(() => over.removeEventListener('abort', kill));
  if (signal?.aborted) throw interrupted(name, signal.reason);
  if (over.aborted) throw unusable(name, address, `ssh -G did not end within ${timeoutMs / 1000} s`);
  if (code !== undefined) throw clientMissing(code);
  if (exitCode !== 0) throw unusable(name, address, printed({own: stderr, others: ''}));
  const value = (keyword: string): string => new RegExp(`^${keyword} (.+)$`, 'm').exec(stdout)?.[1] ?? '';
  return {user: value('user'), hostname: value('hostname') || address, port: Number(value('port')) || 22};
};

const unusable = (name: string, address: string, why: string): Failure =>
  new Failure('hosts/ssh-config-unreadable', `${name}: ssh cannot use its configuration: ${why}`, {
    suggestions: [
      `try it by hand: ssh -G ${address}`,
      'or do not use it: set spec.ssh.useConfig to false in the configuration',
    ],
  });
