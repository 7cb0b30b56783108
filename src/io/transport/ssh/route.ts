import {homedir} from 'node:os';
import {Failure} from '../../../core/failure.js';
import {type HostConfig, isSet} from '../../../core/model/config.js';
import {noClientConfig, readClientConfig} from './config-file.js';
import type {Hop} from './hop.js';
import {type Environment, hopTo, lookUp, type Purpose} from './hop-settings.js';
import {type JumpName, parseJump} from './jump-name.js';
import {expandCommand} from './tokens.js';

/** The hops to a host: jump hosts, the nearest first, then the host. */
export const routeTo = async (host: HostConfig, env: NodeJS.ProcessEnv): Promise<readonly Hop[]> => {
  const home = env.HOME || homedir();
  const config = host.ssh.useConfig ? await readClientConfig(home) : noClientConfig;
  const environment = {ssh: host.ssh, config, home, env};
  const destination = {name: host.sshAddress ?? host.address, called: host.name, explicit: explicitIn(host)};
  if (host.ssh.jumpHosts.length === 0) return hopsTo(destination, environment, []);
  // The jump hosts of the configuration are the complete route: ssh_config adds none.
  return chain([...host.ssh.jumpHosts.map(parseJump).map(jumpHost), destination], environment, []);
};

interface Stop extends Purpose {
  readonly name: string;
}

const jumpHost = ({host, ...explicit}: JumpName): Stop => ({name: host, called: 'jump host', explicit});

/** What the configuration sets wins over ssh_config, also where it is the default. */
const explicitIn = ({ssh}: HostConfig): Purpose['explicit'] => ({
  ...(isSet(ssh, 'user') || ssh.user !== 'root' ? {user: ssh.user} : {}),
  ...(isSet(ssh, 'port') || ssh.port !== 22 ? {port: ssh.port} : {}),
});

/** As ssh does, follows the ProxyJump of the destination, then that of its first jump host, and so on. */
const hopsTo = (stop: Stop, environment: Environment, behind: readonly string[]): readonly Hop[] => {
  const {settings, tokens} = lookUp(stop.name, environment, stop.explicit);
  const here = `${tokens.user}@${tokens.address}:${tokens.port}`;
  if (behind.includes(here)) throw loop(stop.name);
  const proxy = (keyword: string) => {
    const value = settings.first(keyword);
    return value?.toLowerCase() === 'none' ? undefined : value;
  };
  const command = proxy('proxycommand');
  if (command !== undefined) {
    if (settings.first('proxyusefdpass')?.toLowerCase() === 'yes') throw passesDescriptor(stop);
    if (command.includes('%r') && FOR_A_SHELL.test(stop.explicit.user ?? '')) throw unsafeUser(stop, command);
    return [hopTo(stop.name, environment, stop, {jumps: [], proxyCommand: expandCommand(command, tokens)})];
  }
  const jump = proxy('proxyjump');
  if (jump === undefined) return chain([stop], environment, []);
  const [first, ...rest] = expandCommand(jump, tokens).split(',').map(parseJump).map(jumpHost);
  const start = first === undefined ? [] : hopsTo(first, environment, [...behind, here]);
  return chain([...rest, stop], environment, start);
};

const chain = (stops: readonly Stop[], environment: Environment, start: readonly Hop[]): readonly Hop[] => {
  const hops = [...start];
  for (const stop of stops) {
    hops.push(hopTo(stop.name, environment, stop, {jumps: hops.map(({target}) => target)}));
  }
  return hops;
};

/** As ssh does since 9.6: a user name that is not from ssh_config itself cannot add to a command. */
const FOR_A_SHELL = /['"`$;&<>|(){}]/;

const unsafeUser = ({called, explicit}: Stop, command: string): Failure =>
  new Failure(
    'hosts/unsupported-ssh-config',
    `${called}: the user "${explicit.user}" has characters that a shell interprets, and is part of the ProxyCommand "${command}"`,
    {suggestions: ['correct spec.ssh.user in the configuration, or set User in ~/.ssh/config instead']},
  );

const loop = (name: string): Failure =>
  new Failure(
    'hosts/unsupported-ssh-config',
    `the ProxyJump settings of ssh_config lead from ${name} back to ${name}`,
    {
      suggestions: [`in ~/.ssh/config, add "ProxyJump none" in a section "Host ${name}" before the others`],
    },
  );

const passesDescriptor = ({called, name}: Stop): Failure =>
  new Failure(
    'hosts/unsupported-ssh-config',
    `${called}: ssh_config has "ProxyUseFdpass yes" for ${name}, which the built-in SSH client cannot do`,
    {
      suggestions: [
        'set spec.ssh.client to openssh in the configuration',
        'or use a ProxyCommand there that copies its input and output',
      ],
    },
  );
