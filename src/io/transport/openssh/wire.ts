import {homedir} from 'node:os';
import {Failure} from '../../../core/failure.js';
import type {HostConfig} from '../../../core/model/config.js';
import {shellWord} from '../ssh/commands.js';
import type {SshConnection} from '../ssh/connection.js';
import type {ConnectContext} from '../ssh/context.js';
import {forwardOver} from '../ssh/forward.js';
import {twoConnections} from '../ssh/two-connections.js';
import type {Wire} from '../transport.js';
import {connected} from './connect.js';
import {keptConnection} from './connection.js';
import {type Route, routeOf} from './destination.js';
import {type ControlDirectory, controlDirectory} from './directory.js';
import type {Keeper} from './keeper.js';
import {type MuxClient, openMux} from './mux/client.js';
import {destinationWords, jumpOptions, masterOptions, optionsOf} from './settings.js';

interface OpenSshContext extends ConnectContext {
  /** Whether ssh can ask a person. */
  readonly terminal?: boolean;
}

/**
 * Connects to a host with the `ssh` of this machine. One ssh keeps the connection; commands are sessions over its control
 * socket.
 */
export const openSshWire = async (host: HostConfig, env: NodeJS.ProcessEnv, context: OpenSshContext): Promise<Wire> => {
  const first = await opened(host, env, context);
  const {exec, close} = twoConnections(first.connection, async () => (await opened(host, env, context)).connection);
  const {target, host: destination} = first.route;
  return {
    target,
    user: destination.user,
    exec: (command, options = {}) => exec(command, options),
    forward: (address, port) => forwardOver(first.connection, address, port),
    lost: first.lost,
    close,
  };
};

interface Opened {
  readonly route: Route;
  readonly connection: SshConnection;
  /** Fires before a command learns of it; that of `connection` waits for what ssh says about the reason. */
  readonly lost: AbortSignal;
}

/** The control socket is removed as soon as it is open: nothing else connects to it, and nothing of it is left behind. */
const opened = async (host: HostConfig, env: NodeJS.ProcessEnv, context: OpenSshContext): Promise<Opened> => {
  const directory = await controlDirectory(env);
  try {
    const options = optionsOf(host.ssh, env.HOME || homedir());
    const connectMs = host.ssh.connectTimeoutSeconds * 1000;
    const route = await routeOf(host, {...context, env, directory: directory.path, options, timeoutMs: 2 * connectMs});
    const label = `${host.name} (${route.target})`;
    const where = (jumpLog: readonly string[] = []): readonly string[] => [
      ...options,
      ...jumpOptions(route.jumps, [...jumpLog, ...options]),
      ...destinationWords(route.host),
    ];
    const keeper = await connected({
      ...context,
      env,
      directory,
      label,
      terminal: context.terminal ?? false,
      byHand: ['ssh', ...where()].map(shellWord).join(' '),
      timeoutMs: connectMs * (2 + route.jumps.length),
      words: [...masterOptions(directory.socket, context.keepaliveMs), ...where(['-E', directory.log])],
    });
    const mux = await muxOf(keeper, directory, label);
    return {route, connection: keptConnection(label, keeper, mux), lost: mux.closed};
  } finally {
    await directory.remove();
  }
};

const muxOf = async (keeper: Keeper, {socket}: ControlDirectory, label: string): Promise<MuxClient> => {
  try {
    return await openMux(socket);
  } catch (cause) {
    keeper.stop();
    throw new Failure('hosts/ssh-client-missing', `${label}: ssh connected, and ${(cause as Error).message}`, {
      suggestions: [
        'update the OpenSSH client of this machine: ssh -V prints its version',
        'or set spec.ssh.client to builtin in the configuration',
      ],
      cause,
    });
  }
};
