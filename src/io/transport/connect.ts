import type {HostConfig} from '../../core/model/config.js';
import {counted, crashPoints, type Operations} from './crash-points.js';
import {limited} from './limit.js';
import {localWire} from './local.js';
import {type CommandLog, logged} from './log.js';
import type {AskPassphrase} from './ssh/credentials.js';
import type {JumpPool} from './ssh/pool.js';
import {sshWire} from './ssh/ssh-transport.js';
import {elevated} from './sudo.js';
import type {Transport} from './transport.js';

export interface ConnectOptions {
  /** Shared by the connections of this run: `jumpPool()`. */
  readonly pool: JumpPool;
  /** The crash hook of this run, the same for all of its hosts: `crashPoints(process.env)`. */
  readonly operations: Operations;
  readonly signal?: AbortSignal;
  readonly log?: CommandLog;
  readonly secrets?: AskPassphrase;
  /** Source of HOME, SSH_AUTH_SOCK and PATH. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Connects to a host, to run commands as root. Throws Failure 'hosts/…' with the host, the reason and what to do. */
export const connectHost = async (host: HostConfig, options: ConnectOptions): Promise<Transport> => {
  const {operations, log, env = process.env} = options;
  const wire = host.connection === 'local' ? localWire(env) : await sshWire(host, env, options);
  const marked = counted(wire, operations);
  const transport = limited(log ? logged(marked, log, host.name) : marked);
  return wire.user === 'root' ? transport : elevated(transport, host.name, wire.user);
};

export {type AskPassphrase, type CommandLog, crashPoints};
