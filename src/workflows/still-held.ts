import type {DesiredCluster} from '../core/model/desired.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import {isManaged} from '../core/model/scope.js';
import {rolesOf, stillHeld} from '../core/pki/still-held.js';
import type {Verb} from './verb.js';

const revoking = (host: HostName): string =>
  `wipe its disks; if they may be in other hands, see which rotations make it worthless: \`quorate pki rotate-ca --because-of ${host}\``;

interface Seen {
  readonly desired: DesiredCluster;
  /** As it was before the run: the Node and the member of the host are still there. */
  readonly observed: ObservedCluster;
  readonly now: Date;
}

/** What the machines still hold that this run removed without changing anything on them. */
export const stillHeldFindings = ({removal}: Verb, seen: Seen): readonly Finding[] =>
  [...(removal?.lost ?? []), ...(removal?.renewed ?? []).filter(host => isNewMachine(host, seen))].flatMap(host => {
    const held = stillHeld(rolesOf(host, seen.desired, seen.observed), seen);
    return held.length === 0 ? [] : [stillHeldBy(host, held)];
  });

const isNewMachine = (host: HostName, {observed}: Seen): boolean => {
  const facts = observed.hosts.get(host);
  return facts?.known !== true || !isManaged(facts.value);
};

const stillHeldBy = (host: HostName, held: readonly string[]): Finding => ({
  code: 'remove/still-held',
  level: 'warning',
  message: `${host}: its disks still hold ${held.join('; ')}. Certificates cannot be revoked.`,
  fix: revoking(host),
});
