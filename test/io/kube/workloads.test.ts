import {expect, test} from 'vitest';
import {parseWorkloads} from '../../../src/io/kube/workloads.js';

const pod = (...fields: readonly string[]) => `${fields.join('\t')}\n`;

test('pods are grouped by their controller, with the hosts on which they are ready', () => {
  const text = [
    pod('kube-system', 'coredns-5d78-abc', 'ReplicaSet', 'coredns-5d78', '5d78', 'w1', 'True'),
    pod('kube-system', 'coredns-5d78-xyz', 'ReplicaSet', 'coredns-5d78', '5d78', 'cp1', 'True'),
    pod('default', 'web-1', 'StatefulSet', 'web', '', 'w2', 'True'),
    pod('default', 'web-0', 'StatefulSet', 'web', '', 'w2', 'False'),
    pod('default', 'bare', '', '', '', 'w1', 'True'),
    pod('default', 'waiting', '', '', '', '', ''),
  ].join('');
  expect(parseWorkloads(text)).toEqual([
    {name: 'default/Pod/bare', hosts: ['w1']},
    {name: 'default/Pod/waiting', hosts: []},
    {name: 'default/StatefulSet/web', hosts: ['w2']},
    {name: 'kube-system/Deployment/coredns', hosts: ['cp1', 'w1']},
  ]);
});

test('a ReplicaSet without a Deployment keeps its own name, and static pods are left out', () => {
  const text = [
    pod('default', 'alone-abc', 'ReplicaSet', 'alone', '', 'w1', 'True'),
    pod('kube-system', 'etcd-cp1', 'Node', 'cp1', '', 'cp1', 'True'),
  ].join('');
  expect(parseWorkloads(text)).toEqual([{name: 'default/ReplicaSet/alone', hosts: ['w1']}]);
});

test('a cluster without pods has no workloads', () => {
  expect(parseWorkloads('')).toEqual([]);
});
