import {bytes} from '../format.js';
import type {RestoreRecord, RestoreTerms} from '../model/etcd-data.js';
import type {Digest, HostName} from '../model/names.js';
import type {EtcdMarker} from '../model/observed.js';
import {NOT_TAKEN, shortDigest, termsText} from '../restore/terms.js';
import type {Descriptors} from './descriptor.js';
import {onHost} from './snapshot.js';

interface OnMember {
  readonly host: HostName;
}

export type RestoreAction =
  /** A snapshot of what is there before it is replaced, kept where quorate runs; from the first of these that gives one. */
  | {readonly kind: 'restore/keep-current'; readonly from: readonly HostName[]}
  | ({readonly kind: 'restore/send'; readonly snapshot: Digest; readonly bytes: number} & OnMember)
  /** Restores beside the member, which may run. above: decimal text, a revision that clients may have seen. */
  | ({
      readonly kind: 'restore/prepare';
      readonly record: RestoreRecord;
      readonly peerUrl: string;
      readonly above: string;
    } & OnMember)
  /** Writes a marker in both places. */
  | ({readonly kind: 'restore/mark'; readonly marker: EtcdMarker} & OnMember)
  /** Sets the member aside under a name, and puts the restored data in its place. */
  | ({readonly kind: 'restore/swap'; readonly record: RestoreRecord; readonly old: string} & OnMember)
  /** Writes the ids of the restored member into the markers: from then on it may start. */
  | ({readonly kind: 'restore/record'; readonly record: RestoreRecord} & OnMember)
  /** Waits until these members are the voters of the new cluster, serve, and have the same data. */
  | {readonly kind: 'restore/await-same'; readonly members: readonly HostName[]; readonly record: RestoreRecord}
  /** Sets the data of a member aside that must never start again. */
  | ({readonly kind: 'restore/set-aside'; readonly old: string} & OnMember);

export const RESTORE: Descriptors<RestoreAction> = {
  'restore/keep-current': {
    describe: () => 'take a snapshot of what is there now, and download it',
    isDone: () => 'unseen',
    phase: 'cluster',
  },
  'restore/send': {
    describe: ({snapshot, bytes: size}) =>
      snapshot === NOT_TAKEN ? 'send that snapshot' : `send the snapshot ${shortDigest(snapshot)} (${bytes(size)})`,
    isDone: () => 'unseen',
    phase: 'cluster',
  },
  // The ids are not part of it: they come from the time at which it is carried out.
  'restore/prepare': {
    describe: ({record: {snapshot, bump}}) =>
      `restore ${snapshot === NOT_TAKEN ? 'it' : shortDigest(snapshot)} beside the data as a member of a new cluster, its revision raised by ${bump}`,
    isDone: () => 'unseen',
    phase: 'cluster',
  },
  'restore/mark': {
    describe: ({marker: {state}}) => `record state ${state}: etcd must not start any more`,
    isDone: onHost(({etcdMarker, etcdMarkerCopy}, {marker}) =>
      [etcdMarker, etcdMarkerCopy].every(each => isSameMarker(each, marker)),
    ),
    phase: 'cluster',
  },
  'restore/swap': {
    describe: ({old}) =>
      old === NO_NAME
        ? 'put the restored data in place'
        : `set the data aside as quorate-old/${old}, and put the restored data in its place`,
    isDone: () => 'unseen',
    phase: 'cluster',
    restarts: () => ['etcd.service'],
  },
  'restore/record': {
    describe: () => 'record the ids of the restored member: etcd may start again',
    isDone: onHost(({etcdMarker, etcdMarkerCopy}, {record}) =>
      [etcdMarker, etcdMarkerCopy].every(each => isSameMarker(each, restoredMarker(record))),
    ),
    phase: 'cluster',
  },
  'restore/await-same': {
    describe: ({members}) =>
      members.length === 1
        ? 'wait until the voter serves'
        : `wait until ${members.length} voters serve and have the same data`,
    isDone: () => 'unseen',
    phase: 'cluster',
    waits: true,
  },
  'restore/set-aside': {
    describe: ({old}) => `stop etcd and set its data aside as quorate-old/${old}`,
    isDone: () => 'unseen',
    phase: 'cluster',
    restarts: () => ['etcd.service'],
  },
};

/** While the data of all members is being replaced. The ids are those of the data that is set aside. */
export const restoringMarker = (before: EtcdMarker | undefined, terms: RestoreTerms): EtcdMarker => ({
  ...ids(before),
  state: 'restoring',
  restore: termsText(terms),
});

export const removedMarker = (before: EtcdMarker | undefined): EtcdMarker => ({...ids(before), state: 'removed'});

export const restoredMarker = ({clusterId, memberId}: RestoreRecord): EtcdMarker => ({
  state: 'member',
  clusterId,
  memberId,
});

/** The name under which the data of a member is set aside. */
export const oldName = (marker: EtcdMarker | undefined): string =>
  `${marker?.clusterId ?? 'unknown'}-${marker?.memberId ?? 'unknown'}`;

/** Of a host without a marker, as a new one. */
const NO_NAME = oldName(undefined);

const ids = (marker: EtcdMarker | undefined) => ({
  ...(marker?.clusterId === undefined ? {} : {clusterId: marker.clusterId}),
  ...(marker?.memberId === undefined ? {} : {memberId: marker.memberId}),
});

export const isSameMarker = (one: EtcdMarker | undefined, other: EtcdMarker): boolean =>
  one !== undefined &&
  one.state === other.state &&
  one.clusterId === other.clusterId &&
  one.memberId === other.memberId &&
  one.restore === other.restore;
