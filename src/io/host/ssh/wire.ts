import type {HostConfig} from '../../../core/config/types.js';
import type {Wire} from '../wire.js';
import {dial} from './dial.js';
import type {Dialling} from './dialling.js';
import {execOver} from './exec.js';
import {forwardOver} from './forward.js';
import {routeTo} from './route.js';

/** Connects to a host, over its jump hosts. */
export const sshWire = async (host: HostConfig, env: NodeJS.ProcessEnv, dialling: Dialling): Promise<Wire> => {
  const route = await routeTo(host, env);
  const connection = await dial(route, dialling);
  return {
    target: route.at(-1)?.target ?? connection.label,
    user: route.at(-1)?.user ?? host.ssh.user,
    exec: (command, options = {}) => execOver(connection, command, options),
    forward: (address, port) => forwardOver(connection, address, port),
    close: () => connection.close(),
  };
};
