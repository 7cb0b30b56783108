import type {Duplex} from 'node:stream';
import {Failure} from '../../../core/failure.js';
import type {SshConnection} from './connection.js';

/**
 * A stream to a port, opened by the host or jump host of the connection. Throws Failure 'hosts/no-forward', which names
 * its server when that does not forward, and the target when that did not answer.
 */
export const forwardOver = async (connection: SshConnection, address: string, port: number): Promise<Duplex> => {
  const target = targetOf(address, port);
  try {
    return await connection.forward(address, port);
  } catch (cause) {
    throw isProhibited(cause)
      ? prohibited(connection.label, target, cause)
      : unanswered(connection.label, target, cause as Error);
  }
};

export const targetOf = (address: string, port: number): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`;

/** Reason codes of the protocol: 1 forwarding is prohibited, 2 the target did not answer. */
export const isProhibited = (cause: unknown): boolean => (cause as {readonly reason?: unknown}).reason === 1;

/** The server of the host or jump host forwards no connections, or not this one. */
export const prohibited = (label: string, target: string, cause: unknown): Failure =>
  new Failure('hosts/no-forward', `${label}: its SSH server does not forward connections to ${target}`, {
    suggestions: [
      'in its sshd_config, set AllowTcpForwarding yes and PermitOpen any, and DisableForwarding no',
      'then reload it: systemctl reload ssh.service (sshd.service on some systems)',
      'the options restrict, no-port-forwarding and permitopen of your key in ~/.ssh/authorized_keys there forbid it too',
    ],
    cause,
  });

const unanswered = (label: string, target: string, cause: Error): Failure =>
  new Failure('hosts/no-forward', `${label}: cannot connect to ${target}: ${cause.message}`, {
    suggestions: [`check that a server listens at ${target} and no firewall blocks it`],
    cause,
  });
