import type {Action, ActionOf} from '../../core/plan/action.js';
import {artifactInstall, imageImport} from './artifacts.js';
import {etcdAwaitLeader, etcdSeal} from './etcd.js';
import {etcdAwaitSilence, etcdMoveLeader, etcdRemove} from './etcd-departure.js';
import {etcdClear, etcdWithdraw} from './etcd-former.js';
import {etcdAddLearner, etcdAwaitInSync, etcdPromote} from './etcd-growth.js';
import {etcdMark} from './etcd-marker.js';
import {etcdAwaitMember, etcdSnapshot} from './etcd-upgrade.js';
import {directoryMake, filePut, linkPut} from './files.js';
import {kernelPrepare, serviceReload, serviceRun, serviceStop} from './host.js';
import {hostReset} from './host-departure.js';
import {identityPut} from './identity.js';
import {certIssue, kubeconfigIssue, sharedPut, trustPut} from './keys.js';
import {kubeApply, kubeAwaitApi, nodeAwaitReady, nodeMark} from './kube.js';
import {nodeAwaitSilence, nodeDelete, nodeDrain} from './node-departure.js';
import {nodeHold, nodeRelease} from './node-hold.js';
import {serviceAwaitSteady} from './steady.js';
import type {Step} from './step.js';
import {storePut} from './store.js';
import {etcdTry, programTry} from './try.js';

const STEPS: {readonly [K in Action['kind']]: Step<ActionOf<K>>} = {
  'identity/put': identityPut,
  'shared/put': sharedPut,
  'trust/put': trustPut,
  'store/put': storePut,
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
  'service/await-steady': serviceAwaitSteady,
  'program/try': programTry,
  'etcd/try': etcdTry,
  'etcd/snapshot': etcdSnapshot,
  'etcd/await-member': etcdAwaitMember,
  'image/import': imageImport,
  'etcd/await-leader': etcdAwaitLeader,
  'etcd/add-learner': etcdAddLearner,
  'etcd/mark': etcdMark,
  'etcd/await-in-sync': etcdAwaitInSync,
  'etcd/promote': etcdPromote,
  'etcd/seal': etcdSeal,
  'etcd/clear': etcdClear,
  'etcd/withdraw': etcdWithdraw,
  'etcd/move-leader': etcdMoveLeader,
  'etcd/remove': etcdRemove,
  'etcd/await-silence': etcdAwaitSilence,
  'node/await-silence': nodeAwaitSilence,
  'node/drain': nodeDrain,
  'node/hold': nodeHold,
  'node/release': nodeRelease,
  'node/delete': nodeDelete,
  'host/reset': hostReset,
  'kube/await-api': kubeAwaitApi,
  'kube/apply': kubeApply,
  'node/await-ready': nodeAwaitReady,
  'node/mark': nodeMark,
};

/** The step for actions of one kind; the table's type holds that none is missing. */
export const stepFor = (kind: Action['kind']): Step<Action> => STEPS[kind] as unknown as Step<Action>;
