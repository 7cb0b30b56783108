import {counted} from '../format.js';
import type {EtcdId} from '../model/names.js';
import type {EtcdMember} from '../model/observed.js';
import type {MembershipChange} from './quorum.js';
import {quorum, tolerance} from './quorum.js';

/** The members of one etcd cluster, as its healthy voters list them. */
export interface EtcdMembership {
  readonly clusterId: EtcdId;
  readonly members: readonly EtcdMember[];
  /** `NOSPACE <member id>` or `CORRUPT <member id>`, the id in hex. */
  readonly alarms?: readonly string[];
}

/** The membership as a change is judged by it. */
export interface MembershipView {
  readonly change: MembershipChange;
  /** The member to change; undefined if none has that peer URL. */
  readonly target: EtcdMember | undefined;
  /** All other members, learners included. */
  readonly others: readonly EtcdMember[];
  readonly voters: readonly EtcdMember[];
  /** Voters proven healthy. */
  readonly healthy: readonly EtcdMember[];
  /** Voters that are not proven healthy: unknown counts as down. */
  readonly down: readonly EtcdMember[];
  /** Alarms, except that of a corrupt member that is removed by this change. */
  readonly alarms: readonly string[];
}

export function membershipView({members, alarms = []}: EtcdMembership, change: MembershipChange): MembershipView {
  const target = members.find(({peerUrl}) => peerUrl === change.peerUrl);
  const voters = members.filter(({learner}) => !learner);
  const corrupt = ({id}: EtcdMember) => alarms.includes(`CORRUPT ${id}`);
  const healthy = voters.filter(voter => voter.healthy && !corrupt(voter));
  return {
    change,
    target,
    others: members.filter(member => member !== target),
    voters,
    healthy,
    down: voters.filter(voter => !healthy.includes(voter)),
    alarms: alarms.filter(alarm => !(change.kind === 'remove' && target && alarm === `CORRUPT ${target.id}`)),
  };
}

/** "2 of 3 voters healthy, quorum 2; not healthy: cp3 (does not answer)" */
export const currentHealth = ({voters, healthy, down}: MembershipView): string =>
  [
    `${healthy.length} of ${counted(voters.length, 'voter')} healthy, quorum ${quorum(voters.length)}`,
    ...(down.length > 0 ? [`not healthy: ${down.map(withReason).join(', ')}`] : []),
  ].join('; ');

export const worstCase = (up: number, voters: number): string =>
  `at worst ${up} of ${counted(voters, 'voter')} up, quorum ${quorum(voters)}`;

/** "3 voters tolerate 1 failure" */
export const toleranceText = (voters: number): string =>
  `${counted(voters, 'voter')} ${voters === 1 ? 'tolerates' : 'tolerate'} ${counted(tolerance(voters), 'failure')}`;

/** Its host if known: two members may have one name. */
export const displayName = ({host, name, peerUrl}: EtcdMember): string => host ?? (name === '' ? peerUrl : name);

export const names = (members: readonly EtcdMember[]): string => members.map(displayName).join(', ');

const withReason = (member: EtcdMember): string =>
  member.why === undefined ? displayName(member) : `${displayName(member)} (${member.why})`;
