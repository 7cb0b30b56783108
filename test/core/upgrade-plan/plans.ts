import type {Action} from '../../../src/core/actions/action.js';
import {digestOf} from '../../../src/core/model/names.js';
import type {Plan, Stage} from '../../../src/core/plan/stage.js';
import {cp, worker} from '../checks/upgrade/cases.js';

const stage =
  (order: Stage['order']) =>
  (title: string, actions: Stage['actions']): Stage => ({title, order, actions});

export const serial = stage('serial');
export const parallel = stage('parallel');

export const SECRET_LOOKING = 'kind: KubeletConfiguration\n';

export const fileAction: Action = {
  kind: 'file/put',
  host: worker(1),
  path: '/var/lib/kubelet/config.yaml',
  mode: '600',
  digest: digestOf('d'.repeat(64)),
  text: SECRET_LOOKING,
};

/** An upgrade as the planner may make one, in few actions. */
export const planOf = (): Plan => [
  parallel('Install binaries and images', [
    {kind: 'image/import', host: worker(1), image: 'registry.k8s.io/coredns/coredns:v1.15.0', path: '/opt/coredns.tar'},
    fileAction,
  ]),
  serial('Take a snapshot of etcd', [{kind: 'etcd/snapshot'}]),
  ...[2, 3, 1].map(memberStage),
  serial('Upgrade the control plane on cp-1', [
    {kind: 'service/run', host: cp(1), unit: 'kube-apiserver.service'},
    {kind: 'kube/await-api', host: cp(1)},
    {
      kind: 'kube/apply',
      object: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {name: 'coredns', namespace: 'kube-system'},
        data: {a: 'b'},
      },
    },
  ]),
  workerStage(1),
  workerStage(2),
];

function memberStage(number: number): Stage {
  const peerUrl = `https://10.0.0.1${number}:2380`;
  const path = '/opt/quorate/bin/etcd';
  return {
    ...serial(`Upgrade etcd on cp-${number}`, [
      {kind: 'link/put', host: cp(number), path, target: '../etcd/3.7.3/etcd'},
      {kind: 'service/run', host: cp(number), unit: 'etcd.service'},
      {kind: 'etcd/await-member', host: cp(number), peerUrl, version: '3.7.3'},
    ]),
    requires: {kind: 'restart', peerUrl},
    rollback: [{kind: 'link/put', host: cp(number), path, target: '../etcd/3.6.16/etcd'}],
  };
}

export const workerStage = (number: number): Stage => ({
  ...serial(`Upgrade the node worker-${number}`, [
    {kind: 'node/cordon', host: worker(number)},
    {kind: 'node/drain', host: worker(number), withinSeconds: 300},
    {kind: 'service/run', host: worker(number), unit: 'kubelet.service'},
    {kind: 'node/await-ready', host: worker(number), version: '1.37.2'},
  ]),
  finally: [{kind: 'node/uncordon', host: worker(number)}],
  window: {name: 'workers', width: 1},
});
