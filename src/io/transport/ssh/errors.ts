import {Failure} from '../../../core/failure.js';
import type {Attempts} from './credentials.js';
import type {Hop} from './hop.js';

/** The code of an error of ours: the time for connecting has passed. */
export const LATE = 'LATE';

/** Nobody answered, or not as an SSH server does. */
export const unreachable = (hop: Hop, error: Error): Failure => {
  const code = (error as NodeJS.ErrnoException).code;
  if (/no matching/.test(error.message)) {
    return new Failure(
      'hosts/no-common-algorithm',
      `${hop.label}: no common ground with the server: ${error.message}`,
      {
        suggestions: ['update its SSH server: SHA-1 host keys and MACs and CBC ciphers are not used'],
        cause: error,
      },
    );
  }
  const port = hop.port === 22 ? '' : ` -p ${hop.port}`;
  return new Failure('hosts/unreachable', `${hop.label}: cannot connect: ${REASONS[code ?? ''] ?? error.message}`, {
    suggestions: [`try it by hand: ssh${port} ${hop.user}@${hop.address}`, ...(ADVICE[code ?? '']?.(hop) ?? [])],
    cause: error,
  });
};

/** Every way to log in was refused, or there was none. */
export const authRefused = (hop: Hop, {offered, unusable}: Attempts, why: string | undefined): Failure => {
  const said = [
    offered.length > 0 ? `offered: ${offered.join(', ')}` : 'there was no key to offer',
    ...(unusable.length > 0 ? [`not usable: ${unusable.join(', ')}`] : []),
    ...(why === undefined ? [] : [why]),
  ];
  const port = hop.port === 22 ? '' : ` -p ${hop.port}`;
  return new Failure('hosts/auth-refused', `${hop.label}: login as ${hop.user} was refused; ${said.join('; ')}`, {
    suggestions: [
      `give it a key it knows (ssh.keyFiles in cluster.yaml, or ssh-add), or put yours there: ssh-copy-id${port} ${hop.user}@${hop.address}`,
      `check that ${hop.user} is the right user: ssh.user in cluster.yaml`,
    ],
  });
};

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused, no SSH server listens there (ECONNREFUSED)',
  EHOSTUNREACH: 'no route to the host, or it is down (EHOSTUNREACH)',
  ENETUNREACH: 'no route to its network (ENETUNREACH)',
  ETIMEDOUT: 'no answer in time (ETIMEDOUT)',
  ENOTFOUND: 'its name is not known (ENOTFOUND)',
  EAI_AGAIN: 'its name could not be looked up (EAI_AGAIN)',
};

const isItUp = ({address}: Hop): readonly string[] => [`see whether it is up and in the network: ping ${address}`];
const giveAddress = (): readonly string[] => ['give its address in cluster.yaml: sshAddress'];

const ADVICE: Readonly<Record<string, (hop: Hop) => readonly string[]>> = {
  EHOSTUNREACH: isItUp,
  ETIMEDOUT: isItUp,
  [LATE]: isItUp,
  ENOTFOUND: giveAddress,
  EAI_AGAIN: giveAddress,
};
