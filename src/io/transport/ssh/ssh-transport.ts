import type {Duplex} from 'node:stream';
import {Failure} from '../../../core/failure.js';
import type {HostConfig} from '../../../core/model/config.js';
import type {Wire} from '../transport.js';
import {connectHop} from './connect.js';
import type {SshConnection} from './connection.js';
import type {ConnectContext} from './context.js';
import {execOver} from './exec.js';
import {routeTo} from './route.js';

/** Connects to a host, over its jump hosts. */
export const sshWire = async (host: HostConfig, env: NodeJS.ProcessEnv, context: ConnectContext): Promise<Wire> => {
  const route = await routeTo(host, env);
  const connection = await connectHop(route, context);
  return {
    target: route.at(-1)?.target ?? connection.label,
    user: route.at(-1)?.user ?? host.ssh.user,
    exec: (command, options = {}) => execOver(connection, command, options),
    forward: (address, port) => forwardOver(connection, address, port),
    close: () => connection.close(),
  };
};

/** A stream to a port, opened by the host. */
const forwardOver = async (connection: SshConnection, address: string, port: number): Promise<Duplex> => {
  try {
    return await connection.forward(address, port);
  } catch (cause) {
    throw refusal(connection.label, `${address}:${port}`, cause as Error);
  }
};

/** Reason codes of the protocol: 1 forwarding is prohibited, 2 the target did not answer. */
const refusal = (label: string, target: string, cause: Error & {readonly reason?: unknown}): Failure =>
  cause.reason === 1
    ? new Failure('hosts/no-forward', `${label}: its SSH server does not forward connections to ${target}`, {
        suggestions: [
          'in its sshd_config, set AllowTcpForwarding yes and PermitOpen any',
          'then reload it: systemctl reload ssh.service (sshd.service on some systems)',
        ],
        cause,
      })
    : new Failure('hosts/no-forward', `${label}: cannot connect to ${target}: ${cause.message}`, {
        suggestions: [`check that a server listens at ${target} and no firewall blocks it`],
        cause,
      });
