import type {HostName} from '../model/names.js';
import {ETCD_MARKERS} from '../render/etcd/marker.js';
import type {Descriptors} from './descriptor.js';
import {
  areIdsRecorded,
  isAdded,
  isFollower,
  isInSync,
  isMembershipRecorded,
  isNoLearner,
  isNoMember,
  isPromoted,
  isServing,
  isWiped,
} from './etcd-state.js';
import {inEtcd, onMember} from './snapshot.js';

interface OfMember {
  readonly host: HostName;
  readonly peerUrl: string;
}

export type EtcdAction =
  /** Starts etcd on a scratch data directory with the flags of the member, except those for addresses and paths. */
  | {
      readonly kind: 'etcd/smoke-test';
      readonly host: HostName;
      readonly path: string;
      readonly flags: readonly string[];
    }
  /** A verified snapshot, stored where quorate runs; one of the last minutes is enough. */
  | {readonly kind: 'etcd/snapshot'}
  /** Waits until etcd has a leader and every voter is healthy. without: hosts whose voter is down and stays so. */
  | {readonly kind: 'etcd/await-leader'; readonly without?: readonly HostName[]}
  /** Waits until the member serves reads as this version and every voter has caught up. */
  | ({readonly kind: 'etcd/await-member'; readonly version: string; readonly withinSeconds?: number} & OfMember)
  /** Only with proof that the member was removed. */
  | ({readonly kind: 'etcd/wipe-data'} & OfMember)
  | ({readonly kind: 'etcd/add-learner'} & OfMember)
  /**
   * Writes the ids of a learner next to its data: they are the only proof of whose data it is. As `learner` the member
   * may start without data; as `member`, recorded before the promotion, it may not.
   */
  | ({readonly kind: 'etcd/record-ids'; readonly as: 'learner' | 'member'} & OfMember)
  | ({readonly kind: 'etcd/await-in-sync'} & OfMember)
  | ({readonly kind: 'etcd/promote'} & OfMember)
  /** Records the membership of a voter: from then on it cannot bootstrap a new cluster. */
  | ({readonly kind: 'etcd/record-member'} & OfMember)
  /** Removes the member if it is a learner; a voter stays. */
  | ({readonly kind: 'etcd/remove-learner'} & OfMember)
  | ({readonly kind: 'etcd/move-leader'} & OfMember)
  | ({readonly kind: 'etcd/remove'} & OfMember)
  /** For hosts that are given as lost: no other member may reach the member any more. */
  | ({readonly kind: 'etcd/await-unreachable'} & OfMember);

export const ETCD: Descriptors<EtcdAction> = {
  'etcd/smoke-test': {
    describe: ({path}) => `smoke-test ${path} with this member's flags on a scratch data directory`,
    isDone: () => 'unseen',
    phase: 'verify',
  },
  'etcd/snapshot': {
    describe: () => 'take an etcd snapshot, verify it and download it',
    isDone: () => 'unseen',
    phase: 'cluster',
  },
  'etcd/await-leader': {
    describe: ({without = []}) =>
      `wait until etcd has a leader and every voter${without.length === 0 ? '' : ` except ${without.join(', ')}`} is healthy`,
    isDone: inEtcd(({is}) => is === 'formed'),
    phase: 'cluster',
    waits: true,
  },
  'etcd/await-member': {
    describe: ({peerUrl, version}) =>
      `wait until ${peerUrl} serves reads as etcd ${version} and every voter has caught up`,
    isDone: inEtcd(isServing),
    phase: 'cluster',
    waits: true,
  },
  'etcd/wipe-data': {
    describe: ({peerUrl}) => `delete the data directory of removed member ${peerUrl}`,
    isDone: onMember((facts, _, etcd) => isWiped(facts, etcd)),
    phase: 'cluster',
    restarts: () => ['etcd.service'],
  },
  'etcd/add-learner': {
    describe: ({peerUrl}) => `add ${peerUrl} to etcd as a learner`,
    isDone: inEtcd(isAdded),
    phase: 'cluster',
  },
  'etcd/record-ids': {
    describe: ({peerUrl, as}) => `record the ids of learner ${peerUrl} with state ${as}: ${ETCD_MARKERS.join(', ')}`,
    isDone: onMember(areIdsRecorded),
    phase: 'cluster',
  },
  'etcd/await-in-sync': {
    describe: ({peerUrl}) => `wait until learner ${peerUrl} is in sync`,
    isDone: inEtcd(isInSync),
    phase: 'cluster',
    waits: true,
  },
  'etcd/promote': {
    describe: ({peerUrl}) => `promote ${peerUrl} to voting member`,
    isDone: inEtcd(isPromoted),
    phase: 'cluster',
  },
  'etcd/record-member': {
    describe: ({peerUrl}) => `record member ${peerUrl} and set initial-cluster-state=existing`,
    isDone: onMember((facts, action, etcd, {desired}) => isMembershipRecorded(facts, action, desired, etcd)),
    phase: 'cluster',
  },
  'etcd/remove-learner': {
    describe: ({peerUrl}) => `remove learner ${peerUrl} from etcd`,
    isDone: inEtcd(isNoLearner),
    phase: 'cluster',
  },
  'etcd/move-leader': {
    describe: ({peerUrl}) => `transfer etcd leadership away from ${peerUrl}`,
    isDone: inEtcd(isFollower),
    phase: 'cluster',
  },
  'etcd/remove': {
    describe: ({peerUrl}) => `remove member ${peerUrl} from etcd`,
    isDone: inEtcd(isNoMember),
    phase: 'cluster',
  },
  'etcd/await-unreachable': {
    describe: ({peerUrl}) => `wait until no member can reach ${peerUrl}`,
    isDone: () => 'unseen',
    phase: 'cluster',
    waits: true,
  },
};
