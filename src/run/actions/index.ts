import type {Action, ActionOf} from '../../core/plan/action.js';
import type {Step} from './action.js';
import {serviceAwaitSteady} from './await-stable.js';
import {etcdAwaitLeader, etcdRecordMember} from './etcd.js';
import {etcdRemoveLearner, etcdWipeData} from './etcd-cleanup.js';
import {etcdAwaitMember, etcdSnapshot} from './etcd-health.js';
import {etcdAddLearner, etcdAwaitInSync, etcdPromote} from './etcd-join.js';
import {etcdMark} from './etcd-membership.js';
import {etcdAwaitUnreachable, etcdMoveLeader, etcdRemove} from './etcd-remove.js';
import {artifactInstall, directoryMake, filePut, imageImport, linkPut, unmanagedEtcdFilePut} from './files.js';
import {identityPut} from './identity.js';
import {certIssue, kubeconfigIssue, sharedPut, trustPut} from './keys.js';
import {kubeApply, kubeAwaitApi, nodeAwaitReady, nodeMark} from './kube.js';
import {nodeCordon, nodeUncordon} from './node-cordon.js';
import {nodeAwaitUnreachable, nodeDelete, nodeDrain} from './node-removal.js';
import {hostReset} from './reset-host.js';
import {kernelPrepare, serviceReload, serviceRun, serviceStop} from './services.js';
import {etcdTry, programTry} from './smoke-test.js';

const STEPS: {readonly [K in Action['kind']]: Step<ActionOf<K>>} = {
  'identity/put': identityPut,
  'secret/put': sharedPut,
  'ca-cert/put': trustPut,
  'unmanaged-etcd-file/put': unmanagedEtcdFilePut,
  'artifact/install': artifactInstall,
  'file/put': filePut,
  'link/put': linkPut,
  'directory/make': directoryMake,
  'cert/issue': certIssue,
  'kubeconfig/issue': kubeconfigIssue,
  'kernel/prepare': kernelPrepare,
  'service/run': serviceRun,
  'service/reload': serviceReload,
  'service/stop': serviceStop,
  'service/await-stable': serviceAwaitSteady,
  'binary/verify': programTry,
  'etcd/smoke-test': etcdTry,
  'etcd/snapshot': etcdSnapshot,
  'etcd/await-member': etcdAwaitMember,
  'image/import': imageImport,
  'etcd/await-leader': etcdAwaitLeader,
  'etcd/add-learner': etcdAddLearner,
  'etcd/record-ids': etcdMark,
  'etcd/await-in-sync': etcdAwaitInSync,
  'etcd/promote': etcdPromote,
  'etcd/record-member': etcdRecordMember,
  'etcd/wipe-data': etcdWipeData,
  'etcd/remove-learner': etcdRemoveLearner,
  'etcd/move-leader': etcdMoveLeader,
  'etcd/remove': etcdRemove,
  'etcd/await-unreachable': etcdAwaitUnreachable,
  'node/await-unreachable': nodeAwaitUnreachable,
  'node/drain': nodeDrain,
  'node/cordon': nodeCordon,
  'node/uncordon': nodeUncordon,
  'node/delete': nodeDelete,
  'host/reset': hostReset,
  'kube/await-api': kubeAwaitApi,
  'kube/apply': kubeApply,
  'node/await-ready': nodeAwaitReady,
  'node/label': nodeMark,
};

/** The step for actions of one kind; the table's type holds that none is missing. */
export const stepFor = (kind: Action['kind']): Step<Action> => STEPS[kind] as unknown as Step<Action>;
