import {join} from 'node:path';
import {isSet, type SshSettings} from '../../../core/model/config.js';
import type {ClientConfig, ClientSettings} from './config-file.js';
import type {Hop} from './hop.js';
import {expandPath, type Tokens} from './tokens.js';

export interface Environment {
  readonly ssh: SshSettings;
  readonly config: ClientConfig;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface Purpose {
  readonly called: string;
  readonly explicit: {readonly user?: string; readonly port?: number};
}

/** The values of ssh_config for a destination, and what its tokens stand for. */
export const lookUp = (
  original: string,
  {ssh, config, home}: Environment,
  {user, port}: Purpose['explicit'],
): {readonly settings: ClientSettings; readonly tokens: Tokens} => {
  const settings = config(original, {...(user === undefined ? {} : {user}), defaultUser: ssh.user});
  return {
    settings,
    tokens: {
      home,
      original,
      address: settings.first('hostname') ?? original,
      port: port ?? (Number(settings.first('port')) || DEFAULT_PORT),
      user: user ?? settings.first('user') ?? ssh.user,
      alias: settings.first('hostkeyalias'),
    },
  };
};

/** Explicit values of the configuration, then those of ssh_config for `destination`, then the defaults. */
export const hopTo = (
  destination: string,
  environment: Environment,
  {called, explicit}: Purpose,
  before: {readonly jumps: readonly string[]; readonly proxyCommand?: string},
): Hop => {
  const {ssh, home, env} = environment;
  const {settings, tokens} = lookUp(destination, environment, explicit);
  const {address, port, user, alias} = tokens;
  const target = `${user}@${address.includes(':') ? `[${address}]` : address}:${port}`;
  const expand = (path: string) => expandPath(path, tokens, env);
  const keyFiles = ssh.keyFiles.length > 0 ? ssh.keyFiles : named(settings, 'identityfile');
  const agent = agentSocket(environment, settings);
  const revoked = named(settings, 'revokedhostkeys')[0];
  return {
    label: called === 'jump host' ? `${called} ${target}` : `${called} (${target})`,
    target,
    address,
    port,
    user,
    keyName: alias ?? address,
    keyPort: alias === undefined ? port : DEFAULT_PORT,
    hostKeys: ssh.hostKeys,
    ...knownHosts(ssh, settings, expand),
    ...(revoked === undefined ? {} : {revokedHostKeys: expand(revoked)}),
    ...before,
    keyFiles: keyFiles.map(expand),
    defaultKeyFiles: keyFiles.length > 0 ? [] : DEFAULT_KEYS.map(name => join(home, '.ssh', name)),
    certificateFiles: named(settings, 'certificatefile').map(expand),
    identitiesOnly: /^(?:yes|true)$/i.test(settings.first('identitiesonly') ?? ''),
    ...(agent === undefined ? {} : {agent: expand(agent)}),
    timeoutMs: ssh.connectTimeoutSeconds * 1000,
  };
};

const DEFAULT_PORT = 22;
const DEFAULT_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'];
const DEFAULT_KNOWN_HOSTS = '~/.ssh/known_hosts';
const GLOBAL_KNOWN_HOSTS = '/etc/ssh/ssh_known_hosts';

/** The values of a keyword that names files; `none` names none. */
const named = (settings: ClientSettings, keyword: string): readonly string[] =>
  settings.all(keyword).filter(file => file.toLowerCase() !== 'none');

const knownHosts = (
  ssh: SshSettings,
  settings: ClientSettings,
  expand: (path: string) => string,
): Pick<Hop, 'knownHostsFiles' | 'newKeysFile'> => {
  if (isSet(ssh, 'knownHostsFile') || ssh.knownHostsFile !== DEFAULT_KNOWN_HOSTS) {
    const file = expand(ssh.knownHostsFile);
    return {knownHostsFiles: [file], newKeysFile: file};
  }
  const isConfigured = settings.all('userknownhostsfile').length > 0;
  const user = (isConfigured ? named(settings, 'userknownhostsfile') : [DEFAULT_KNOWN_HOSTS]).map(expand);
  const isGlobalConfigured = settings.all('globalknownhostsfile').length > 0;
  const global = (isGlobalConfigured ? named(settings, 'globalknownhostsfile') : [GLOBAL_KNOWN_HOSTS]).map(expand);
  const [first] = user;
  return {
    knownHostsFiles: [...user, ...global],
    ...(first === undefined || first === '/dev/null' ? {} : {newKeysFile: first}),
  };
};

/** `$NAME` is an older way to write a variable that has the path of the socket. */
const agentSocket = ({ssh, env}: Environment, settings: ClientSettings): string | undefined => {
  const path = settings.first('identityagent');
  if (!ssh.agent || path?.toLowerCase() === 'none') return undefined;
  if (path === undefined || path === 'SSH_AUTH_SOCK') return env.SSH_AUTH_SOCK || undefined;
  return /^\$[^{]/.test(path) ? env[path.slice(1)] || undefined : path;
};
