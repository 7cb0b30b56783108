import type {Action} from '../../../src/core/actions/action.js';
import type {Artifact} from '../../../src/core/artifacts/bundle.js';
import {digestOf, hostName} from '../../../src/core/model/names.js';
import type {Plan} from '../../../src/core/plan/stage.js';

export const cp1 = hostName('cp1');
export const w1 = hostName('w1');
const digest = digestOf('d'.repeat(64));

const installKubelet: Action = {
  kind: 'artifact/install',
  host: w1,
  artifact: 'kubelet',
  version: '1.36.3',
  path: '/opt/quorate/kubernetes/1.36.3/kubelet',
  digest,
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

export const artifacts: ReadonlyMap<string, Artifact> = new Map([
  [
    'kubelet',
    {
      name: 'kubelet',
      component: 'kubernetes',
      version: '1.36.3',
      kind: 'binary',
      file: 'kubernetes/1.36.3/kubelet.gz',
      sha256: digest,
      size: 84_400_000,
      compressedSha256: digest,
      compressedSize: 28_200_000,
    },
  ],
]);
