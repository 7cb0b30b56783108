import type {Action, ActionOf} from '../../../src/core/actions/action.js';
import {digestOf, hostName} from '../../../src/core/model/names.js';
import type {Plan} from '../../../src/core/plan/stage.js';

export const cp1 = hostName('cp1');
export const w1 = hostName('w1');
const digest = digestOf('d'.repeat(64));

export const installKubelet: ActionOf<'artifact/install'> = {
  kind: 'artifact/install',
  host: w1,
  artifact: 'kubelet',
  version: '1.36.3',
  path: '/opt/quorate/kubernetes/1.36.3/kubelet',
  digest,
  size: 84_400_000,
  sends: 28_200_000,
};

export const putKubeletConfig: Action = {
  kind: 'file/put',
  host: w1,
  path: '/var/lib/kubelet/config.yaml',
  mode: '600',
  digest,
  text: 'kind: KubeletConfiguration # ü\n',
};

export const runKubelet: Action = {kind: 'service/run', host: w1, unit: 'kubelet.service'};

export const plan: Plan = [
  {title: 'Upload', order: 'parallel', actions: [installKubelet, {...installKubelet, host: cp1}]},
  {title: 'Start', order: 'parallel', actions: [putKubeletConfig, runKubelet, {kind: 'etcd/await-leader'}]},
];
