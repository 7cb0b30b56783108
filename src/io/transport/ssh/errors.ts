import {Failure} from '../../../core/failure.js';
import {own} from '../../../core/own.js';
import {printable} from '../printable.js';
import {sshCommand} from './commands.js';
import type {Hop} from './hop.js';

/** Code of the error for a connection that timed out. */
export const LATE = 'LATE';

/** The Failure for a server that does not answer, or not like an SSH server. */
export const unreachable = (hop: Hop, error: Error): Failure => {
  const code = (error as NodeJS.ErrnoException).code;
  return new Failure(
    'hosts/unreachable',
    `${hop.label}: cannot connect: ${own(REASONS, code ?? '') ?? printable(error.message, 1000)}`,
    {suggestions: [`try it by hand: ${sshCommand(hop)}`, ...(own(ADVICE, code ?? '')?.(hop) ?? [])], cause: error},
  );
};

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
