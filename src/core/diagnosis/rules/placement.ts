import type {DesiredCluster} from '../../model/desired.js';
import {MOST_VOTERS, quorum} from '../../quorum/quorum.js';
import type {DiagnosisContext} from '../context.js';
import type {RawFinding} from '../findings.js';

/** A voter, observed or configured, and its zone. */
interface Placed {
  readonly host: string;
  readonly zone?: string;
}

export function placementRule({desired, membership}: DiagnosisContext): readonly RawFinding[] {
  if (desired.unmanagedEtcd !== undefined) return [];
  const members = membership.known ? membership.value.members.filter(({learner}) => !learner) : desired.etcd;
  return judgePlacement(placed(desired, members));
}

/** Of the configuration alone. */
export const plannedPlacement = (desired: DesiredCluster): readonly RawFinding[] =>
  judgePlacement(placed(desired, desired.etcd));

const placed = (desired: DesiredCluster, members: readonly {readonly host: string}[]): readonly Placed[] =>
  members.map(({host}) => {
    const zone = desired.hosts.find(({name}) => name === host)?.zone;
    return {host, ...(zone === undefined ? {} : {zone})};
  });

const judgePlacement = (voters: readonly Placed[]): readonly RawFinding[] => [...counts(voters), ...zones(voters)];

function counts({length}: readonly Placed[]): readonly RawFinding[] {
  if (length > MOST_VOTERS)
    return [
      {
        code: 'etcd/voters-many',
        message: `etcd has ${length} voters, more than the recommended ${MOST_VOTERS}`,
        evidence: [],
      },
    ];
  if (length === 0 || length % 2 === 1) return [];
  const evidence = [`quorum is ${quorum(length)} of ${length}`];
  return [{code: 'etcd/voters-even', message: `etcd has ${length} voters, an even number`, evidence}];
}

/** A zone with a single voter is no more of a risk than its host. */
function zones(voters: readonly Placed[]): readonly RawFinding[] {
  const names = [...new Set(voters.flatMap(({zone}) => zone ?? []))].toSorted();
  return names.flatMap((zone): readonly RawFinding[] => {
    const there = voters.filter(voter => voter.zone === zone);
    if (there.length < 2) return [];
    const evidence = [`in zone ${zone}: ${there.map(({host}) => host).join(', ')}`];
    if (there.length === voters.length)
      return [{code: 'etcd/one-zone', message: `all ${voters.length} voters are in zone ${zone}`, evidence}];
    if (voters.length - there.length >= quorum(voters.length)) return [];
    const message = `zone ${zone} has ${there.length} of ${voters.length} voters`;
    return [{code: 'etcd/zone-holds-majority', message, evidence}];
  });
}
