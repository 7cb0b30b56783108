import {userInfo} from 'node:os';
import {join} from 'node:path';
import type {SshSettings} from '../../../core/model/config.js';
import type {ClientConfig, ClientSettings} from './config-file.js';
import {expandHome} from './home.js';
import type {Hop} from './hop.js';

interface Environment {
  readonly ssh: SshSettings;
  readonly config: ClientConfig;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

interface Purpose {
  readonly called: string;
  readonly explicit: {readonly user?: string; readonly port?: number};
}

/** Explicit values of the configuration, then those of ~/.ssh/config for `destination`, then the defaults. */
export const hopTo = (
  destination: string,
  environment: Environment,
  {called, explicit}: Purpose,
  jumps: readonly string[] = [],
): Hop => {
  const {ssh, home} = environment;
  const settings = environment.config(destination);
  const address = settings.first('hostname')?.replaceAll('%h', destination) ?? destination;
  const port = explicit.port ?? (Number(settings.first('port')) || DEFAULT_PORT);
  const user = explicit.user ?? settings.first('user') ?? ssh.user;
  const target = `${user}@${address.includes(':') ? `[${address}]` : address}:${port}`;
  const expand = (path: string) => expandTokens(path, {home, address, user});
  const keyFiles = ssh.keyFiles.length > 0 ? ssh.keyFiles : identities(settings);
  const agent = agentSocket(environment, settings);
  return {
    label: called === 'jump host' ? `${called} ${target}` : `${called} (${target})`,
    target,
    address,
    port,
    user,
    keyName: settings.first('hostkeyalias') ?? address,
    hostKeys: ssh.hostKeys,
    knownHostsFiles: knownHostsFiles(ssh, settings).map(expand),
    jumps,
    keyFiles: keyFiles.map(expand),
    defaultKeyFiles: keyFiles.length > 0 ? [] : DEFAULT_KEYS.map(name => join(home, '.ssh', name)),
    ...(agent === undefined ? {} : {agent: expand(agent)}),
    timeoutMs: ssh.connectTimeoutSeconds * 1000,
  };
};

const DEFAULT_PORT = 22;
const DEFAULT_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'];
const DEFAULT_KNOWN_HOSTS = '~/.ssh/known_hosts';

const identities = (settings: ClientSettings): readonly string[] =>
  settings.all('identityfile').filter(file => file.toLowerCase() !== 'none');

const knownHostsFiles = (ssh: SshSettings, settings: ClientSettings): readonly string[] => {
  if (ssh.knownHostsFile !== DEFAULT_KNOWN_HOSTS) return [ssh.knownHostsFile];
  const user = settings.all('userknownhostsfile').flatMap(files => files.split(/\s+/));
  return [...(user.length > 0 ? user : [DEFAULT_KNOWN_HOSTS]), '/etc/ssh/ssh_known_hosts'];
};

const agentSocket = ({ssh, env}: Environment, settings: ClientSettings): string | undefined => {
  const named = settings.first('identityagent');
  if (!ssh.agent || named?.toLowerCase() === 'none') return undefined;
  if (named === undefined || named === 'SSH_AUTH_SOCK') return env.SSH_AUTH_SOCK || undefined;
  return named.startsWith('$') ? env[named.slice(1).replace(/[{}]/g, '')] || undefined : named;
};

const expandTokens = (path: string, {home, address, user}: {home: string; address: string; user: string}): string => {
  const tokens: Readonly<Record<string, string>> = {'%': '%', d: home, h: address, r: user, u: userInfo().username};
  return expandHome(path, home).replace(/%(.)/g, (token, letter: string) => tokens[letter] ?? token);
};
