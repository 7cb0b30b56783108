import type {DesiredCluster} from '../model/desired.js';
import {sha256} from '../model/digest.js';
import {type HostIdentity, IDENTITY, IDENTITY_COPY, identityText} from '../model/identity-record.js';
import type {HostName} from '../model/names.js';
import type {EtcdMarker, EtcdMember, EtcdState, HostFacts, NodeFact} from '../model/observed.js';
import {isManaged} from '../model/scope.js';
import {CAS} from '../pki/cas.js';
import type {CaName} from '../pki/types.js';
import {verifyCert, verifyKubeconfig} from '../pki/verify.js';
import {IN_SYNC_ENTRIES} from '../quorum/quorum.js';
import {ETCD_BOOTSTRAP_ENV, etcdBootstrapEnv} from '../render/etcd/bootstrap.js';
import {ETCD_MARKER_COPY, etcdMarkerText} from '../render/etcd/marker.js';
import type {ActionOf} from './action.js';

/**
 * One predicate an action, two callers: the planner asks it of the snapshot, the step asks it of the live host.
 * A predicate answers true only when the host shows that nothing is left to do.
 */

/** @param identity undefined while the id or the CA of the cluster is yet to be made. */
export function isRecorded(facts: HostFacts, identity: HostIdentity | undefined): boolean {
  if (identity === undefined) return false;
  const digest = sha256(identityText(identity));
  return [IDENTITY, IDENTITY_COPY].every(path => facts.files.get(path)?.digest === digest);
}

export const isInstalled = (facts: HostFacts, action: ActionOf<'artifact/install'>): boolean =>
  facts.files.get(action.path)?.digest === action.digest;

export function isPut(facts: HostFacts, action: Pick<ActionOf<'file/put'>, 'path' | 'digest' | 'mode'>): boolean {
  const file = facts.files.get(action.path);
  return file !== undefined && file.digest === action.digest && file.mode === action.mode;
}

export const isLinked = (facts: HostFacts, action: ActionOf<'link/put'>): boolean =>
  facts.links.get(action.path) === action.target;

export const isMade = (facts: HostFacts, action: ActionOf<'directory/make'>): boolean =>
  facts.directories.get(action.path)?.mode === action.mode;

export const isPrepared = (facts: HostFacts, action: ActionOf<'kernel/prepare'>): boolean =>
  action.modules.every(name => facts.modules.includes(name)) &&
  Object.entries(action.sysctls).every(([name, value]) => facts.sysctls[name] === value);

/** Running here means: started with what is on disk now, and to be started again at boot. Health is another question. */
export function isRunning(facts: HostFacts, action: ActionOf<'service/run'>): boolean {
  const unit = facts.units.get(action.unit);
  return unit?.enabled === true && unit.fresh && ['active', 'activating', 'reloading'].includes(unit.active);
}

export const isReloaded = (facts: HostFacts, action: ActionOf<'service/reload'>): boolean =>
  facts.units.get(action.unit)?.reloaded === true;

export const isImported = (facts: HostFacts, action: ActionOf<'image/import'>): boolean =>
  facts.images.known && facts.images.value.has(action.image);

/** @param authorityCertOf PEM text of an authority; undefined when it is yet to be made. */
export function isIssued(
  facts: HostFacts,
  {cert}: ActionOf<'cert/issue'>,
  caCertOf: (name: CaName) => string | undefined,
  now: Date,
): boolean {
  const caCert = caCertOf(cert.signedBy);
  const certText = facts.publicTexts.get(cert.certPath);
  const keyDigest = facts.files.get(cert.keyPath)?.digest;
  if (caCert === undefined || certText === undefined || keyDigest === undefined) return false;
  return verifyCert(cert, {certText, keyDigest}, caCert, now).is === 'keep';
}

export function isKubeconfigIssued(
  facts: HostFacts,
  {path, kubeconfig}: ActionOf<'kubeconfig/issue'>,
  caCert: string | undefined,
  now: Date,
): boolean {
  const text = facts.publicTexts.get(path);
  if (caCert === undefined || text === undefined) return false;
  return verifyKubeconfig(kubeconfig, text, caCert, now).is === 'keep';
}

const memberOf = (etcd: EtcdState, peerUrl: string) =>
  etcd.is === 'formed' ? etcd.members.find(member => member.peerUrl === peerUrl) : undefined;

export const isAdded = (etcd: EtcdState, action: Pick<ActionOf<'etcd/add-learner'>, 'peerUrl'>): boolean =>
  memberOf(etcd, action.peerUrl) !== undefined;

/** A learner that answers and is close behind, or what it becomes. */
export function isInSync(etcd: EtcdState, action: Pick<ActionOf<'etcd/await-in-sync'>, 'peerUrl'>): boolean {
  const member = memberOf(etcd, action.peerUrl);
  if (member === undefined || !member.healthy) return false;
  return !member.learner || (member.behind !== undefined && member.behind <= IN_SYNC_ENTRIES);
}

export const isVoter = (etcd: EtcdState, action: Pick<ActionOf<'etcd/promote'>, 'peerUrl'>): boolean =>
  memberOf(etcd, action.peerUrl)?.learner === false;

/** A voter that serves a read itself. */
export const isPromoted = (etcd: EtcdState, action: Pick<ActionOf<'etcd/promote'>, 'peerUrl'>): boolean =>
  memberOf(etcd, action.peerUrl)?.learner === false && memberOf(etcd, action.peerUrl)?.healthy === true;

/**
 * Data is due to be deleted only with proof: the marker beside it names a member of this very cluster, and no member of
 * the list has that id, whatever its name or URL. An id is never given twice. Without a list there is no proof.
 */
export function isWiped(
  {etcdMarker: marker, etcdMarkerCopy: copy}: Pick<HostFacts, 'etcdMarker' | 'etcdMarkerCopy'>,
  etcd: EtcdState,
): boolean {
  if (marker?.memberId === undefined || etcd.is !== 'formed') return true;
  return marker.clusterId !== etcd.clusterId || isListed(etcd, marker) || isListed(etcd, copy ?? {});
}

/** Is the member that a marker names in the list? */
export const isListed = (etcd: EtcdState, {memberId}: Pick<EtcdMarker, 'memberId'>): boolean =>
  memberId !== undefined && etcd.is === 'formed' && etcd.members.some(({id}) => id === memberId);

/** The learner's own ids are in both places; one that is a voter by now is for the seal. */
export function isMarked(
  facts: HostFacts,
  action: Pick<ActionOf<'etcd/record-ids'>, 'peerUrl' | 'as'>,
  etcd: EtcdState,
): boolean {
  const member = memberOf(etcd, action.peerUrl);
  if (member?.learner !== true) return member !== undefined;
  return isMarkedAs(action.as, facts, member, etcd) || isMarkedAs('member', facts, member, etcd);
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

export const isNoLearner = (etcd: EtcdState, action: Pick<ActionOf<'etcd/remove-learner'>, 'peerUrl'>): boolean =>
  memberOf(etcd, action.peerUrl)?.learner !== true;

export const isFollower = (etcd: EtcdState, action: Pick<ActionOf<'etcd/move-leader'>, 'peerUrl'>): boolean =>
  etcd.is === 'formed' && memberOf(etcd, action.peerUrl)?.leader !== true;

export const isNoMember = (etcd: EtcdState, action: Pick<ActionOf<'etcd/remove'>, 'peerUrl'>): boolean =>
  etcd.is === 'formed' && !isAdded(etcd, action);

/** Serves as this version and has caught up. */
export function isServing(
  etcd: EtcdState,
  action: Pick<ActionOf<'etcd/await-member'>, 'peerUrl' | 'version'>,
): boolean {
  const own = etcd.is === 'formed' ? memberOf(etcd, action.peerUrl) : undefined;
  return own !== undefined && own.version === action.version && hasCaughtUp(own);
}

/** All voters serve and have caught up. */
export const isWhole = (etcd: EtcdState): boolean =>
  etcd.is === 'formed' && etcd.members.every(member => member.learner || hasCaughtUp(member));

const hasCaughtUp = ({healthy, behind}: EtcdMember): boolean =>
  healthy && behind !== undefined && behind <= IN_SYNC_ENTRIES;

/** A kubelet that was replaced is ready once it says its own version: what is known of the one before lives on a while. */
export const isNodeReady = (
  node: NodeFact | undefined,
  {version}: Pick<ActionOf<'node/await-ready'>, 'version'>,
): boolean => node?.ready === true && (version === undefined || node.version === version);

export const isReset = (facts: HostFacts): boolean => !isManaged(facts);

/** Formed for good: the marker carries the member's own ids, and a start from nothing is no longer offered. */
export function isMembershipRecorded(
  facts: HostFacts,
  action: ActionOf<'etcd/record-member'>,
  desired: DesiredCluster,
  etcd: EtcdState,
): boolean {
  const member = memberOf(etcd, action.peerUrl);
  return (
    member?.learner === false &&
    isMarkedAs('member', facts, member, etcd) &&
    facts.files.get(ETCD_BOOTSTRAP_ENV)?.digest === sha256(recordedBootstrapEnv(desired, action.host))
  );
}

export function recordedBootstrapEnv(desired: DesiredCluster, host: HostName): string {
  return etcdBootstrapEnv(desired, desired.etcd.find(member => member.host === host)!, 'existing');
}

export const caCertPath = (name: CaName): string => CAS[name].certPath;
