import type {HostConfig} from '../../../core/model/config.js';
import type {Wire} from '../transport.js';
import {connectHop} from './connect.js';
import type {ConnectContext} from './context.js';
import {forwardOver} from './forward.js';
import {routeTo} from './route.js';
import {twoConnections} from './two-connections.js';

/** Connects to a host, over its jump hosts. */
export const sshWire = async (host: HostConfig, env: NodeJS.ProcessEnv, context: ConnectContext): Promise<Wire> => {
  const route = await routeTo(host, env);
  const first = await connectHop(route, context);
  const connections = twoConnections(first, () => connectHop(route, context));
  return {
    target: route.at(-1)?.target ?? first.label,
    user: route.at(-1)?.user ?? host.ssh.user,
    exec: (command, options = {}) => connections.exec(command, options),
    forward: (address, port) => forwardOver(first, address, port),
    lost: first.lost,
    close: connections.close,
  };
};
