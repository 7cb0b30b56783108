import type {DesiredCluster} from '../model/desired.js';
import {sha256} from '../model/digest.js';
import type {HostName} from '../model/names.js';
import type {EtcdMarker, EtcdMember, EtcdState, HostFacts} from '../model/observed.js';
import {IN_SYNC_ENTRIES} from '../quorum/quorum.js';
import {ETCD_BOOTSTRAP_ENV, etcdBootstrapEnv} from '../render/etcd/bootstrap.js';
import {ETCD_MARKER_COPY, etcdMarkerText} from '../render/etcd/marker.js';

/** What the member list says about one member. The planner asks it of the snapshot, a runner of the live cluster. */
interface OfMember {
  readonly peerUrl: string;
}

const memberOf = (etcd: EtcdState, peerUrl: string): EtcdMember | undefined =>
  etcd.is === 'formed' ? etcd.members.find(member => member.peerUrl === peerUrl) : undefined;

export const isAdded = (etcd: EtcdState, {peerUrl}: OfMember): boolean => memberOf(etcd, peerUrl) !== undefined;

/** A learner that answers and has caught up with the leader, or a healthy voter. */
export function isInSync(etcd: EtcdState, {peerUrl}: OfMember): boolean {
  const member = memberOf(etcd, peerUrl);
  if (member === undefined || !member.healthy) return false;
  return !member.learner || (member.behind !== undefined && member.behind <= IN_SYNC_ENTRIES);
}

export const isVoter = (etcd: EtcdState, {peerUrl}: OfMember): boolean => memberOf(etcd, peerUrl)?.learner === false;

/** A voter that serves linearizable reads. */
export const isPromoted = (etcd: EtcdState, {peerUrl}: OfMember): boolean =>
  isVoter(etcd, {peerUrl}) && memberOf(etcd, peerUrl)?.healthy === true;

export const isNoLearner = (etcd: EtcdState, {peerUrl}: OfMember): boolean => memberOf(etcd, peerUrl)?.learner !== true;

export const isFollower = (etcd: EtcdState, {peerUrl}: OfMember): boolean =>
  etcd.is === 'formed' && memberOf(etcd, peerUrl)?.leader !== true;

export const isNoMember = (etcd: EtcdState, action: OfMember): boolean =>
  etcd.is === 'formed' && !isAdded(etcd, action);

/** Serves as this version and has caught up. */
export function isServing(etcd: EtcdState, {peerUrl, version}: OfMember & {readonly version: string}): boolean {
  const own = memberOf(etcd, peerUrl);
  return own !== undefined && own.version === version && hasCaughtUp(own);
}

/** Every voter serves and has caught up. */
export const allVotersServe = (etcd: EtcdState): boolean =>
  etcd.is === 'formed' && etcd.members.every(member => member.learner || hasCaughtUp(member));

const hasCaughtUp = ({healthy, behind}: EtcdMember): boolean =>
  healthy && behind !== undefined && behind <= IN_SYNC_ENTRIES;

/**
 * Nothing to delete, or no proof that the data may be deleted. Proof: the marker names a member of this cluster whose
 * id is not in the member list (etcd never reuses an id). Name and URL prove nothing.
 */
export function isWiped(
  {etcdMarker: marker, etcdMarkerCopy: copy}: Pick<HostFacts, 'etcdMarker' | 'etcdMarkerCopy'>,
  etcd: EtcdState,
): boolean {
  if (marker?.memberId === undefined || etcd.is !== 'formed') return true;
  return marker.clusterId !== etcd.clusterId || isListed(etcd, marker) || isListed(etcd, copy ?? {});
}

/** Whether the member that a marker names is in the member list. */
export const isListed = (etcd: EtcdState, {memberId}: Pick<EtcdMarker, 'memberId'>): boolean =>
  memberId !== undefined && etcd.is === 'formed' && etcd.members.some(({id}) => id === memberId);

/** The ids of a learner are in both places. Of a voter, 'etcd/record-member' records them. */
export function areIdsRecorded(
  facts: HostFacts,
  {peerUrl, as}: OfMember & {readonly as: 'learner' | 'member'},
  etcd: EtcdState,
): boolean {
  const member = memberOf(etcd, peerUrl);
  if (member?.learner !== true) return member !== undefined;
  return isMarkedAs(as, facts, member, etcd) || isMarkedAs('member', facts, member, etcd);
}

/** The marker has the member's own ids, and the initial cluster state is "existing". */
export function isMembershipRecorded(
  facts: HostFacts,
  {host, peerUrl}: OfMember & {readonly host: HostName},
  desired: DesiredCluster,
  etcd: EtcdState,
): boolean {
  const member = memberOf(etcd, peerUrl);
  return (
    member?.learner === false &&
    isMarkedAs('member', facts, member, etcd) &&
    facts.files.get(ETCD_BOOTSTRAP_ENV)?.digest === sha256(recordedBootstrapEnv(desired, host))
  );
}

function isMarkedAs(state: EtcdMarker['state'], facts: HostFacts, {id}: EtcdMember, etcd: EtcdState): boolean {
  const marker = facts.etcdMarker;
  return (
    etcd.is === 'formed' &&
    marker?.state === state &&
    marker.memberId === id &&
    marker.clusterId === etcd.clusterId &&
    facts.files.get(ETCD_MARKER_COPY)?.digest === sha256(etcdMarkerText(marker))
  );
}

export const recordedBootstrapEnv = (desired: DesiredCluster, host: HostName): string =>
  etcdBootstrapEnv(desired, desired.etcd.find(member => member.host === host)!, 'existing');
