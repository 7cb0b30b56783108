import {describe, expect, test} from 'vitest';
import {type Fact, known, unknown} from '../../../src/core/model/fact.js';
import {hostName} from '../../../src/core/model/names.js';
import type {KubeState, NodeFact} from '../../../src/core/model/observed.js';
import {NODES} from '../../../src/run/actions/nodes.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const [cp1, cp2] = [hostName('cp1'), hostName('cp2')];
const node = (name: string, changes: Partial<NodeFact> = {}): NodeFact => ({
  name,
  ready: true,
  labels: {},
  version: '1.36.3',
  internalIp: '10.0.0.1',
  ...changes,
});
const state = (...nodes: readonly NodeFact[]): Fact<KubeState> => known({nodes, objects: new Map()});
const withState = (found: Fact<KubeState>) => runOn(strictCluster({kube: {state: async () => found}})).context;

describe('kube/await-api', () => {
  const wait = {kind: 'kube/await-api', host: cp1} as const;

  test.each([
    ['is pending while the API server is not ready', known(false), 1],
    ['is pending while the API server does not answer', unknown('no route'), 1],
    ['is done when the API server is ready', known(true), 0],
  ])('%s', async (_, ready, pending) => {
    const {context} = runOn(strictCluster({kube: {ready: async () => ready}}));
    expect(await NODES['kube/await-api'].check([wait], context)).toHaveLength(pending);
  });

  test('waits until the API server is ready, with its host in the status', async () => {
    const answers = [known(false), known(true)];
    const ready = async () => answers.shift() ?? known(true);
    const {context, events} = runOn(strictCluster({kube: {ready}}));
    await NODES['kube/await-api'].apply([wait], context);
    expect(events).toMatchObject([{forWhat: expect.stringContaining('cp1'), seen: 'not ready: cp1'}]);
  });
});

describe('kube/apply', () => {
  const object = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'a'}, data: {key: 'value'}};
  const live = (value: unknown) => known({nodes: [], objects: new Map([['v1/ConfigMap//a', value]])} as KubeState);

  test.each([
    ['is missing', state(), 1],
    ['differs', live({...object, data: {key: 'other'}}), 1],
    ['has the same fields and more', live({...object, metadata: {name: 'a', uid: '1'}}), 0],
  ])('finds an object that %s', async (_, found, pending) => {
    expect(await NODES['kube/apply'].check([{kind: 'kube/apply', object}], withState(found))).toHaveLength(pending);
  });

  test('fails while no API server answers', async () => {
    const checking = NODES['kube/apply'].check(
      [{kind: 'kube/apply', object}],
      withState(unknown('no API server is ready')),
    );
    await expect(checking).rejects.toMatchObject({
      code: 'kube/state-unknown',
      message: expect.stringContaining('no API server is ready'),
    });
  });
});

describe('node/await-ready', () => {
  const wait = [cp1, cp2].map(host => ({kind: 'node/await-ready', host}) as const);

  test.each([
    ['no API server answers', unknown('no API server is ready'), 'no API server is ready'],
    ['a node is not registered', state(node('cp1')), 'not Ready: cp2'],
    ['a node is not Ready', state(node('cp1', {ready: false}), node('cp2')), 'not Ready: cp1'],
  ])('nodes are pending while %s', async (_, found, because) => {
    expect(await NODES['node/await-ready'].check(wait, withState(found))).toMatchObject([{because}, {because}]);
  });

  test('nodes are done when every one of them is Ready', async () => {
    expect(await NODES['node/await-ready'].check(wait, withState(state(node('cp1'), node('cp2'))))).toEqual([]);
  });
});

describe('node/cordon and node/uncordon', () => {
  const cordon = {kind: 'node/cordon', host: cp1} as const;
  const uncordon = {kind: 'node/uncordon', host: cp1} as const;

  test.each([
    ['is schedulable', state(node('cp1')), 1, 0],
    ['was cordoned by an operator', state(node('cp1', {cordoned: true})), 0, 0],
    ['was cordoned by quorate', state(node('cp1', {cordoned: true, held: true})), 0, 1],
    ['was uncordoned by hand', state(node('cp1', {held: true})), 1, 1],
    ['is not registered', state(), 1, 0],
  ])('a node that %s', async (_, found, cordons, uncordons) => {
    expect(await NODES['node/cordon'].check([cordon], withState(found))).toHaveLength(cordons);
    expect(await NODES['node/uncordon'].check([uncordon], withState(found))).toHaveLength(uncordons);
  });

  test('fail while no API server answers', async () => {
    const unreachable = withState(unknown('no API server is ready'));
    await expect(NODES['node/uncordon'].check([uncordon], unreachable)).rejects.toMatchObject({
      code: 'kube/state-unknown',
    });
    await expect(NODES['node/cordon'].check([cordon], unreachable)).rejects.toMatchObject({code: 'kube/state-unknown'});
  });
});

describe('node/await-ready with a version', () => {
  const ready = [cp1, cp2].map(host => ({kind: 'node/await-ready', host, version: '1.37.2'}) as const);
  const upgraded = (name: string) => node(name, {version: '1.37.2'});

  test.each([
    ['cp1: the kubelet reports 1.36.3, not 1.37.2', state(node('cp1', {version: '1.36.3'}), upgraded('cp2'))],
    [
      'not Ready: cp2; cp1: the kubelet reports 1.36.3, not 1.37.2',
      state(node('cp1', {version: '1.36.3'}), node('cp2', {ready: false})),
    ],
  ])('a node is ready only with the kubelet of its new version: %s', async (because, found) => {
    expect(await NODES['node/await-ready'].check(ready, withState(found))).toMatchObject([{because}, {because}]);
  });

  test('a node is ready with the kubelet of its new version', async () => {
    expect(await NODES['node/await-ready'].check(ready, withState(state(upgraded('cp1'), upgraded('cp2'))))).toEqual(
      [],
    );
  });
});
