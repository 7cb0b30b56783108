import {homedir} from 'node:os';
import {Failure} from '../../../core/failure.js';
import type {HostConfig} from '../../../core/model/config.js';
import {type ClientConfig, noClientConfig, readClientConfig} from './config-file.js';
import type {Hop} from './hop.js';
import {hopTo} from './hop-settings.js';
import {parseJump} from './jump-name.js';

/** The hops to a host: jump hosts, the nearest first, then the host itself. */
export const routeTo = async (host: HostConfig, env: NodeJS.ProcessEnv): Promise<readonly Hop[]> => {
  const home = env.HOME || homedir();
  const config = host.ssh.useConfig ? await readClientConfig(home) : noClientConfig;
  const destination = host.sshAddress ?? host.address;
  const surroundings = {ssh: host.ssh, config, home, env};
  const jumps = jumpHosts(host, config, destination).map(jump =>
    hopTo(jump.host, surroundings, {called: 'jump host', explicit: jump}),
  );
  return [...jumps, hopTo(destination, surroundings, {called: host.name, explicit: explicitIn(host)})];
};

/** A value other than the default was chosen in cluster.yaml, and wins over ssh_config. */
const explicitIn = ({ssh}: HostConfig): {user?: string; port?: number} => ({
  ...(ssh.user === 'root' ? {} : {user: ssh.user}),
  ...(ssh.port === 22 ? {} : {port: ssh.port}),
});

const jumpHosts = (host: HostConfig, config: ClientConfig, destination: string) => {
  if (host.ssh.jumpHosts.length > 0) return host.ssh.jumpHosts.map(parseJump);
  const settings = config(destination);
  const jump = settings.first('proxyjump');
  if (jump !== undefined) return jump.toLowerCase() === 'none' ? [] : jump.split(',').map(parseJump);
  const proxy = settings.first('proxycommand');
  if (proxy === undefined || proxy.toLowerCase() === 'none') return [];
  throw new Failure(
    'hosts/unsupported-ssh-config',
    `${host.name}: ~/.ssh/config reaches ${destination} by ProxyCommand, which is not supported`,
    {suggestions: ['use ProxyJump there, or name the jump hosts in cluster.yaml: ssh.jumpHosts: [user@bastion]']},
  );
};
