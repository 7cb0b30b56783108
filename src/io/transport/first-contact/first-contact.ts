import type {HostName} from '../../../core/model/names.js';
import {sudoRefused} from '../sudo.js';
import type {Wire} from '../transport.js';
import {forCsh} from './for-csh.js';
import {probe} from './probe.js';
import {withoutNoise} from './without-noise.js';

export interface Contact {
  /** Runs every command, whatever login shell the host has. */
  readonly wire: Wire;
  /** Whether its user is root, and needs no sudo. */
  readonly isRoot: boolean;
}

/**
 * The first command on a connection: learns how to talk to the host, and that it runs commands as root. One round trip,
 * with csh two. The connection is closed when it throws: Failure 'hosts/no-shell' with what the host answered instead,
 * 'hosts/no-sudo' with what sudo answered, or what exec() throws.
 */
export const firstContact = async (wire: Wire, host: HostName): Promise<Contact> => {
  try {
    return await contact(wire, host);
  } catch (error) {
    await wire.close();
    throw error;
  }
};

const contact = async (plain: Wire, host: HostName): Promise<Contact> => {
  const csh = forCsh(plain);
  const first = await probe(plain, host);
  const answer = first.hasShell ? first : await probe(csh, host);
  if (!answer.hasShell) throw answer.refusal;
  if (!answer.isRoot && !answer.sudo.works) throw sudoRefused(host, plain.user, answer.sudo.said);
  const wire = first.hasShell ? plain : csh;
  return {wire: answer.isNoisy ? withoutNoise(wire) : wire, isRoot: answer.isRoot};
};
