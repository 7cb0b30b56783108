import {describe, expect, test} from 'vitest';
import type {NodeLabel} from '../../../src/core/actions/nodes.js';
import {known} from '../../../src/core/model/fact.js';
import {hostName} from '../../../src/core/model/names.js';
import {recordText} from '../../../src/core/model/node-record.js';
import type {NodeFact} from '../../../src/core/model/observed.js';
import type {KubeClient} from '../../../src/ports/kube.js';
import {NODES} from '../../../src/run/actions/nodes.js';
import {changedNode} from '../../support/memory-node-labels.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const {check, apply} = NODES['node/label'];
const w1 = hostName('w1');
const label: NodeLabel = {
  kind: 'node/label',
  host: w1,
  labels: {zone: 'north'},
  taints: [{key: 'db', effect: 'NoSchedule'}],
};
const node = (changes: Partial<NodeFact> = {}): NodeFact => ({
  name: 'w1',
  ready: true,
  labels: {zone: 'north', other: 'x'},
  taints: label.taints,
  applied: recordText(label),
  version: '1.36.3',
  internalIp: '10.0.0.1',
  ...changes,
});

/** An API with this Node. meanwhile: what others do to it before each request. */
function api(first: NodeFact, meanwhile: (node: NodeFact, request: number) => NodeFact = each => each) {
  let [live, requests] = [first, 0];
  const changeNodes: KubeClient['changeNodes'] = async ([change]) => {
    live = meanwhile(live, ++requests);
    const changed = changedNode(live, change!);
    if (changed === undefined) return 'cp1: the server rejected our request';
    live = {...live, ...changed};
    return undefined;
  };
  const {context} = runOn(
    strictCluster({kube: {state: async () => known({nodes: [live], objects: new Map()}), changeNodes}}),
  );
  return {context, live: () => live, requests: () => requests};
}

describe('node/label', () => {
  test.each<[string, NodeFact, number]>([
    ['has all of them and their record', node(), 0],
    ['lacks a label', node({labels: {other: 'x'}}), 1],
    ['has another value', node({labels: {zone: 'south'}}), 1],
    ['lacks a taint', node({taints: []}), 1],
    ['has no record', node({applied: 'x'}), 1],
    ['is not registered', node({name: 'w2'}), 1],
  ])('is pending unless the node %s', async (_, found, pending) => {
    expect(await check([label], api(found).context)).toHaveLength(pending);
  });

  test('repeats a request that was refused because the taints changed meanwhile', async () => {
    const notReady = {key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule'};
    const cluster = api(node({taints: []}), (each, request) => (request === 1 ? {...each, taints: [notReady]} : each));
    await apply([label], cluster.context);
    expect(cluster.live().taints).toEqual([notReady, ...label.taints]);
    expect(await check([label], cluster.context)).toEqual([]);
  });

  test('fails when a request is refused and nothing changed', async () => {
    const refusing: Pick<KubeClient, 'changeNodes' | 'state'> = {
      state: async () => known({nodes: [node({labels: {}})], objects: new Map()}),
      changeNodes: async () => 'cp1: denied by a webhook',
    };
    await expect(apply([label], runOn(strictCluster({kube: refusing})).context)).rejects.toMatchObject({
      code: 'kube/label-failed',
      message: expect.stringContaining('cp1: denied by a webhook'),
    });
  });

  test('gives up when others change the taints every time', async () => {
    const cluster = api(node({taints: []}), (each, request) => ({
      ...each,
      taints: [{key: 'x', value: `${request}`, effect: 'NoSchedule'}],
    }));
    await expect(apply([label], cluster.context)).rejects.toMatchObject({code: 'kube/label-failed'});
    expect(cluster.requests()).toBe(8);
  });

  test('asks for nothing on a node that does not exist', async () => {
    const cluster = api(node({name: 'w2'}));
    await apply([label], cluster.context);
    expect(cluster.requests()).toBe(0);
  });
});
