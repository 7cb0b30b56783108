import {fingerprintAt} from '../identity/ca.js';
import {agreedClusterId} from '../identity/subject.js';
import type {HostIdentity} from '../model/identity-record.js';
import {covers} from '../model/object-matches.js';
import type {HostFacts} from '../model/observed.js';
import {sharedFiles} from '../pki/shared-secrets.js';
import type {SharedName} from '../pki/types.js';
import {objectKey} from '../render/kube/object.js';
import type {Action, ActionOf} from './action.js';
import {
  caCertPath,
  isAdded,
  isFollower,
  isImported,
  isInSync,
  isInstalled,
  isIssued,
  isKubeconfigIssued,
  isLinked,
  isMade,
  isMarked,
  isMembershipRecorded,
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
  isServing,
  isWiped,
} from './done.js';
import type {PlanInput} from './input.js';
import {sharedSources} from './secret-sources.js';

/**
 * Is this action still to be done, as far as the snapshot shows? What the snapshot does not show counts as due:
 * the step looks again at the live host before it acts.
 */
export function isDue(action: Action, input: PlanInput): boolean {
  const {observed} = input;
  switch (action.kind) {
    case 'etcd/await-leader':
      return !(observed.etcd.known && observed.etcd.value.is === 'formed');
    case 'etcd/add-learner':
      return !(observed.etcd.known && isAdded(observed.etcd.value, action));
    case 'etcd/await-in-sync':
      return !(observed.etcd.known && isInSync(observed.etcd.value, action));
    case 'etcd/promote':
      return !(observed.etcd.known && isPromoted(observed.etcd.value, action));
    case 'etcd/remove-learner':
      return !(observed.etcd.known && isNoLearner(observed.etcd.value, action));
    case 'etcd/move-leader':
      return !(observed.etcd.known && isFollower(observed.etcd.value, action));
    case 'etcd/remove':
      return !(observed.etcd.known && isNoMember(observed.etcd.value, action));
    // Neither silence nor the pods of a node are in the snapshot.
    case 'etcd/await-unreachable':
    case 'node/await-unreachable':
    case 'node/drain':
    // Nor is what only somebody who tries can know, nor what is kept elsewhere.
    case 'binary/verify':
    case 'etcd/smoke-test':
    case 'etcd/snapshot':
    case 'service/stop':
    case 'service/await-stable':
      return true;
    case 'etcd/await-member':
      return !(observed.etcd.known && isServing(observed.etcd.value, action));
    case 'node/cordon':
      return node(action.host, input)?.cordoned !== true;
    case 'node/uncordon':
      return node(action.host, input)?.held === true;
    case 'node/delete':
      return !observed.kube.known || node(action.host, input) !== undefined;
    case 'kube/apply': {
      const live = observed.kube.known ? observed.kube.value.objects.get(objectKey(action.object)) : undefined;
      return live === undefined || !covers(live, action.object);
    }
    case 'kube/await-api': {
      const ready = observed.apiReady.get(action.host);
      return !(ready?.known === true && ready.value);
    }
    case 'node/await-ready':
      return !isNodeReady(node(action.host, input), action);
    case 'node/label':
      return !covers(node(action.host, input)?.labels, action.labels);
    default: {
      const facts = observed.hosts.get(action.host);
      return facts?.known !== true || isDueOnHost(action, facts.value, input);
    }
  }
}

const node = (name: string, {observed}: PlanInput) =>
  observed.kube.known ? observed.kube.value.nodes.find(each => each.name === name) : undefined;

type HostAction = Exclude<
  Action,
  {
    kind:
      | 'etcd/await-leader'
      | 'etcd/add-learner'
      | 'etcd/await-in-sync'
      | 'etcd/promote'
      | 'etcd/remove-learner'
      | 'etcd/move-leader'
      | 'etcd/remove'
      | 'etcd/await-unreachable'
      | 'node/await-unreachable'
      | 'node/drain'
      | 'binary/verify'
      | 'etcd/smoke-test'
      | 'etcd/snapshot'
      | 'etcd/await-member'
      | 'service/stop'
      | 'service/await-stable'
      | 'node/cordon'
      | 'node/uncordon'
      | 'node/delete'
      | 'kube/apply'
      | 'kube/await-api'
      | 'node/await-ready'
      | 'node/label';
  }
>;

function isDueOnHost(action: HostAction, facts: HostFacts, input: PlanInput): boolean {
  const {desired, observed, now} = input;
  const signedBy = (ca: 'ca' | 'etcd-ca' | 'front-proxy-ca') => sourceText(ca, caCertPath(ca), input);
  switch (action.kind) {
    case 'identity/put':
      return !isRecorded(facts, identityOf(action, input));
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
    case 'secret/put':
      return sharedFiles(action.name).some(({path, mode}) => {
        const digest = sourceDigest(action.name, path, input);
        return digest === undefined || !isPut(facts, {path, mode, digest});
      });
    case 'ca-cert/put': {
      const digest = sourceDigest(action.ca, caCertPath(action.ca), input);
      return digest === undefined || !isPut(facts, {path: action.path, mode: '644', digest});
    }
    case 'unmanaged-etcd-file/put': {
      const digest = observed.store?.files.known === true ? observed.store.files.value.get(action.path) : undefined;
      return digest === undefined || !isPut(facts, {...action, digest});
    }
    case 'cert/issue':
      return !isIssued(facts, action, signedBy, now);
    case 'kubeconfig/issue':
      return !isKubeconfigIssued(facts, action, signedBy('ca'), now);
    case 'host/reset':
      return !isReset(facts);
    case 'etcd/wipe-data':
      return !(observed.etcd.known && isWiped(facts, observed.etcd.value));
    case 'etcd/record-ids':
      return !(observed.etcd.known && isMarked(facts, action, observed.etcd.value));
    case 'etcd/record-member':
      return !(observed.etcd.known && isMembershipRecorded(facts, action, desired, observed.etcd.value));
  }
}

/** Undefined while the id or the CA of the cluster is yet to be made. */
function identityOf({host, identity}: ActionOf<'identity/put'>, input: PlanInput): HostIdentity | undefined {
  const {desired, observed} = input;
  const cluster = agreedClusterId(desired, observed.hosts);
  const facts = sourceFacts('ca', input);
  const ca = facts && fingerprintAt(facts, caCertPath('ca'));
  return cluster === undefined || ca === undefined ? undefined : {...identity, host, cluster, ca};
}

const sourceFacts = (name: SharedName, {desired, observed}: PlanInput): HostFacts | undefined => {
  const source = sharedSources(desired, observed).get(name);
  const facts = source?.is === 'host' ? observed.hosts.get(source.host) : undefined;
  return facts?.known === true ? facts.value : undefined;
};

const sourceDigest = (name: SharedName, path: string, input: PlanInput) =>
  sourceFacts(name, input)?.files.get(path)?.digest;

const sourceText = (name: SharedName, path: string, input: PlanInput) =>
  sourceFacts(name, input)?.publicTexts.get(path);
