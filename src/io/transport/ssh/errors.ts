import {Failure} from '../../../core/failure.js';
import type {Attempts} from './credentials.js';
import type {Hop} from './hop.js';

/** Code of the error for a connection that timed out. */
export const LATE = 'LATE';

/** The Failure for a server that does not answer, or not like an SSH server. */
export const unreachable = (hop: Hop, error: Error): Failure => {
  const code = (error as NodeJS.ErrnoException).code;
  if (/no matching/.test(error.message)) {
    return new Failure('hosts/no-common-algorithm', `${hop.label}: no matching SSH algorithms: ${error.message}`, {
      suggestions: ['update the SSH server: quorate uses no SHA-1 host keys and MACs and no CBC ciphers'],
      cause: error,
    });
  }
  return new Failure('hosts/unreachable', `${hop.label}: cannot connect: ${REASONS[code ?? ''] ?? error.message}`, {
    suggestions: [`try it by hand: ${sshCommand(hop)}`, ...(ADVICE[code ?? '']?.(hop) ?? [])],
    cause: error,
  });
};

/** The Failure for a login that was refused, or that had no key to offer. */
export const authRefused = (hop: Hop, {offered, unusable}: Attempts, why: string | undefined): Failure => {
  const details = [
    offered.length > 0 ? `offered: ${offered.join(', ')}` : 'there was no key to offer',
    ...(unusable.length > 0 ? [`not usable: ${unusable.join(', ')}`] : []),
    ...(why === undefined ? [] : [why]),
  ];
  return new Failure('hosts/auth-refused', `${hop.label}: permission denied for ${hop.user}; ${details.join('; ')}`, {
    suggestions: [
      'use a key that the server accepts: set spec.ssh.keyFiles in the configuration, or load it with ssh-add',
      `or authorize your key: ${copyIdCommand(hop)}`,
      `check that ${hop.user} is the right user: spec.ssh.user in the configuration`,
    ],
  });
};

/** The OpenSSH command that connects in the same way. */
export const sshCommand = ({jumps, port, keyFiles, user, address}: Hop, options: readonly string[] = []): string =>
  [
    'ssh',
    ...options.map(option => `-o ${option}`),
    ...(jumps.length === 0 ? [] : [`-J ${jumps.join(',')}`]),
    ...(port === 22 ? [] : [`-p ${port}`]),
    ...keyFiles.map(file => `-i ${file}`),
    `${user}@${address}`,
  ].join(' ');

const copyIdCommand = ({jumps, port, user, address}: Hop): string =>
  [
    'ssh-copy-id',
    ...(jumps.length === 0 ? [] : [`-o ProxyJump=${jumps.join(',')}`]),
    ...(port === 22 ? [] : [`-p ${port}`]),
    `${user}@${address}`,
  ].join(' ');

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused, no SSH server listens there (ECONNREFUSED)',
  EHOSTUNREACH: 'no route to host, or it is down (EHOSTUNREACH)',
  ENETUNREACH: 'no route to its network (ENETUNREACH)',
  ETIMEDOUT: 'no answer in time (ETIMEDOUT)',
  ENOTFOUND: 'its name cannot be resolved (ENOTFOUND)',
  EAI_AGAIN: 'name resolution failed (EAI_AGAIN)',
};

const isItUp = ({address}: Hop): readonly string[] => [`check that it is up and connected: ping ${address}`];
const setAddress = (): readonly string[] => ['set sshAddress of the host in the configuration'];

const ADVICE: Readonly<Record<string, (hop: Hop) => readonly string[]>> = {
  EHOSTUNREACH: isItUp,
  ETIMEDOUT: isItUp,
  [LATE]: isItUp,
  ENOTFOUND: setAddress,
  EAI_AGAIN: setAddress,
};
