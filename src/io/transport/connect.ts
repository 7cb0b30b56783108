import type {HostConfig} from '../../core/model/config.js';
import {counted, crashPoints, type Operations} from './crash-points.js';
import {firstContact} from './first-contact/first-contact.js';
import {limited} from './limit.js';
import {localWire} from './local.js';
import {type CommandLog, logged} from './log.js';
import {openSshWire} from './openssh/wire.js';
import type {AskPassphrase} from './ssh/credentials.js';
import type {JumpPool} from './ssh/pool.js';
import {sshWire} from './ssh/ssh-transport.js';
import {elevated} from './sudo.js';
import type {Transport, Wire} from './transport.js';

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
  const opened = await wireTo(host, env, options);
  const {wire, isRoot} = await firstContact(opened, host.name);
  const marked = counted(wire, operations);
  const transport = limited(log ? logged(marked, log, host.name) : marked);
  return isRoot ? transport : elevated(transport, host.name, wire.user);
};

const wireTo = async (host: HostConfig, env: NodeJS.ProcessEnv, options: ConnectOptions): Promise<Wire> => {
  if (host.connection === 'local') return localWire(env);
  if (host.ssh.client === 'builtin') return sshWire(host, env, options);
  return openSshWire(host, env, {...options, terminal: options.secrets !== undefined && hasTerminal()});
};

const hasTerminal = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

export {type AskPassphrase, type CommandLog, crashPoints};
