import {homedir} from 'node:os';
import {Failure} from '../../../core/failure.js';
import type {HostConfig} from '../../../core/model/config.js';
import {type ClientConfig, noClientConfig, readClientConfig} from './config-file.js';
import type {Hop} from './hop.js';
import {hopTo} from './hop-settings.js';
import {parseJump} from './jump-name.js';

/** The hops to a host: jump hosts, the nearest first, then the host. */
export const routeTo = async (host: HostConfig, env: NodeJS.ProcessEnv): Promise<readonly Hop[]> => {
  const home = env.HOME || homedir();
  const config = host.ssh.useConfig ? await readClientConfig(home) : noClientConfig;
  const destination = host.sshAddress ?? host.address;
  const environment = {ssh: host.ssh, config, home, env};
  const jumps: Hop[] = [];
  const targets = () => jumps.map(({target}) => target);
  for (const jump of jumpHosts(host, config, destination))
    jumps.push(hopTo(jump.host, environment, {called: 'jump host', explicit: jump}, targets()));
  return [...jumps, hopTo(destination, environment, {called: host.name, explicit: explicitIn(host)}, targets())];
};

/** A value of the configuration other than the default takes precedence over ssh_config. */
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
    `${host.name}: ~/.ssh/config has a ProxyCommand for ${destination}, which is not supported`,
    {
      suggestions: [
        'use ProxyJump there, or set the jump hosts in the configuration: spec.ssh.jumpHosts: [user@bastion]',
      ],
    },
  );
};
