import type {HostFacts} from '../cluster/observed.js';
import {fingerprintAt} from '../identity/ca.js';
import type {HostIdentity} from '../identity/record.js';
import {agreedClusterId} from '../identity/subject.js';
import {sharedFiles} from '../pki/shared.js';
import type {SharedName} from '../pki/types.js';
import {objectKey} from '../render/kube/object.js';
import type {Action, ActionOf} from './action.js';
import {covers} from './covers.js';
import {
  authorityPath,
  isAdded,
  isCleared,
  isFollower,
  isImported,
  isInSync,
  isInstalled,
  isIssued,
  isKubeconfigIssued,
  isLinked,
  isMade,
  isMarked,
  isNodeReady,
  isNoLearner,
  isNoMember,
  isPrepared,
  isPromoted,
  isPut,
  isRecorded,
  isReloaded,
  isReset,
  isRunning,
  isSealed,
  isServing,
} from './done.js';
import type {Situation} from './situation.js';
import {sharedSources} from './sources.js';

/**
 * Is this action still to be done, as far as the snapshot shows? What the snapshot does not show counts as due:
 * the step looks again at the live host before it acts.
 */
export function isDue(action: Action, situation: Situation): boolean {
  const {observed} = situation;
  switch (action.kind) {
    case 'etcd/await-leader':
      return !(observed.etcd.known && observed.etcd.value.is === 'formed');
    case 'etcd/add-learner':
      return !(observed.etcd.known && isAdded(observed.etcd.value, action));
    case 'etcd/await-in-sync':
      return !(observed.etcd.known && isInSync(observed.etcd.value, action));
    case 'etcd/promote':
      return !(observed.etcd.known && isPromoted(observed.etcd.value, action));
    case 'etcd/withdraw':
      return !(observed.etcd.known && isNoLearner(observed.etcd.value, action));
    case 'etcd/move-leader':
      return !(observed.etcd.known && isFollower(observed.etcd.value, action));
    case 'etcd/remove':
      return !(observed.etcd.known && isNoMember(observed.etcd.value, action));
    // Neither silence nor the pods of a node are in the snapshot.
    case 'etcd/await-silence':
    case 'node/await-silence':
    case 'node/drain':
    // Nor is what only somebody who tries can know, nor what is kept elsewhere.
    case 'program/try':
    case 'etcd/try':
    case 'etcd/snapshot':
    case 'service/stop':
    case 'service/await-steady':
      return true;
    case 'etcd/await-member':
      return !(observed.etcd.known && isServing(observed.etcd.value, action));
    case 'node/hold':
      return node(action.host, situation)?.cordoned !== true;
    case 'node/release':
      return node(action.host, situation)?.held === true;
    case 'node/delete':
      return !observed.kube.known || node(action.host, situation) !== undefined;
    case 'kube/apply': {
      const live = observed.kube.known ? observed.kube.value.objects.get(objectKey(action.object)) : undefined;
      return live === undefined || !covers(live, action.object);
    }
    case 'kube/await-api': {
      const ready = observed.apiReady.get(action.host);
      return !(ready?.known === true && ready.value);
    }
    case 'node/await-ready':
      return !isNodeReady(node(action.host, situation), action);
    case 'node/mark':
      return !covers(node(action.host, situation)?.labels, action.labels);
    default: {
      const facts = observed.hosts.get(action.host);
      return facts?.known !== true || isDueOnHost(action, facts.value, situation);
    }
  }
}

const node = (name: string, {observed}: Situation) =>
  observed.kube.known ? observed.kube.value.nodes.find(each => each.name === name) : undefined;

type HostAction = Exclude<
  Action,
  {
    kind:
      | 'etcd/await-leader'
      | 'etcd/add-learner'
      | 'etcd/await-in-sync'
      | 'etcd/promote'
      | 'etcd/withdraw'
      | 'etcd/move-leader'
      | 'etcd/remove'
      | 'etcd/await-silence'
      | 'node/await-silence'
      | 'node/drain'
      | 'program/try'
      | 'etcd/try'
      | 'etcd/snapshot'
      | 'etcd/await-member'
      | 'service/stop'
      | 'service/await-steady'
      | 'node/hold'
      | 'node/release'
      | 'node/delete'
      | 'kube/apply'
      | 'kube/await-api'
      | 'node/await-ready'
      | 'node/mark';
  }
>;

function isDueOnHost(action: HostAction, facts: HostFacts, situation: Situation): boolean {
  const {desired, observed, now} = situation;
  const signedBy = (authority: 'ca' | 'etcd-ca' | 'front-proxy-ca') =>
    sourceText(authority, authorityPath(authority), situation);
  switch (action.kind) {
    case 'identity/put':
      return !isRecorded(facts, identityOf(action, situation));
    case 'artifact/install':
      return !isInstalled(facts, action);
    case 'file/put':
      return !isPut(facts, action);
    case 'link/put':
      return !isLinked(facts, action);
    case 'directory/make':
      return !isMade(facts, action);
    case 'kernel/prepare':
      return !isPrepared(facts, action);
    case 'service/run':
      return !isRunning(facts, action);
    case 'service/reload':
      return !isReloaded(facts, action);
    case 'image/import':
      return !isImported(facts, action);
    case 'shared/put':
      return sharedFiles(action.name).some(({path, mode}) => {
        const digest = sourceDigest(action.name, path, situation);
        return digest === undefined || !isPut(facts, {path, mode, digest});
      });
    case 'trust/put': {
      const digest = sourceDigest(action.authority, authorityPath(action.authority), situation);
      return digest === undefined || !isPut(facts, {path: action.path, mode: '644', digest});
    }
    case 'store/put': {
      const digest = observed.store?.files.known === true ? observed.store.files.value.get(action.path) : undefined;
      return digest === undefined || !isPut(facts, {...action, digest});
    }
    case 'cert/issue':
      return !isIssued(facts, action, signedBy, now);
    case 'kubeconfig/issue':
      return !isKubeconfigIssued(facts, action, signedBy('ca'), now);
    case 'host/reset':
      return !isReset(facts);
    case 'etcd/clear':
      return !(observed.etcd.known && isCleared(facts, observed.etcd.value));
    case 'etcd/mark':
      return !(observed.etcd.known && isMarked(facts, action, observed.etcd.value));
    case 'etcd/seal':
      return !(observed.etcd.known && isSealed(facts, action, desired, observed.etcd.value));
  }
}

/** Undefined while the id or the CA of the cluster is yet to be made. */
function identityOf({host, identity}: ActionOf<'identity/put'>, situation: Situation): HostIdentity | undefined {
  const {desired, observed} = situation;
  const cluster = agreedClusterId(desired, observed.hosts);
  const facts = sourceFacts('ca', situation);
  const ca = facts && fingerprintAt(facts, authorityPath('ca'));
  return cluster === undefined || ca === undefined ? undefined : {...identity, host, cluster, ca};
}

const sourceFacts = (name: SharedName, {desired, observed}: Situation): HostFacts | undefined => {
  const source = sharedSources(desired, observed).get(name);
  const facts = source?.is === 'host' ? observed.hosts.get(source.host) : undefined;
  return facts?.known === true ? facts.value : undefined;
};

const sourceDigest = (name: SharedName, path: string, situation: Situation) =>
  sourceFacts(name, situation)?.files.get(path)?.digest;

const sourceText = (name: SharedName, path: string, situation: Situation) =>
  sourceFacts(name, situation)?.publicTexts.get(path);
