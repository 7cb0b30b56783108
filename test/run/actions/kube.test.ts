import {describe, expect, test} from 'vitest';
import {type Fact, known, unknown} from '../../../src/core/model/fact.js';
import {hostName} from '../../../src/core/model/names.js';
import type {KubeState, NodeFact} from '../../../src/core/model/observed.js';
import {kubeApply, kubeAwaitApi, nodeAwaitReady, nodeMark} from '../../../src/run/actions/kube.js';
import {strictCluster} from '../../support/strict-site.js';
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
const lookingAt = (found: Fact<KubeState>) => runOn(strictCluster({kube: {state: async () => found}})).context;

describe('an API server', () => {
  const wait = {kind: 'kube/await-api', host: cp1} as const;

  test.each([
    ['is awaited while it says that it is not ready', known(false), 1],
    ['is awaited while it cannot be asked', unknown('no route'), 1],
    ['is there when it says so', known(true), 0],
  ])('%s', async (_, ready, due) => {
    const {context} = runOn(strictCluster({kube: {ready: async () => ready}}));
    expect(await kubeAwaitApi.check([wait], context)).toHaveLength(due);
  });

  test('is awaited by name until it is ready', async () => {
    const answers = [known(false), known(true)];
    const ready = async () => answers.shift() ?? known(true);
    const {context, events} = runOn(strictCluster({kube: {ready}}));
    await kubeAwaitApi.apply([wait], context);
    expect(events).toMatchObject([{forWhat: 'the API server on cp1', seen: 'not ready: cp1'}]);
  });
});

describe('objects', () => {
  const object = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'a'}, data: {key: 'value'}};
  const live = (value: unknown) => known({nodes: [], objects: new Map([['v1/ConfigMap//a', value]])} as KubeState);

  test.each([
    ['is missing', state(), 1],
    ['differs', live({...object, data: {key: 'other'}}), 1],
    ['says the same and more', live({...object, metadata: {name: 'a', uid: '1'}}), 0],
  ])('one that %s', async (_, found, due) => {
    expect(await kubeApply.check([{kind: 'kube/apply', object}], lookingAt(found))).toHaveLength(due);
  });

  test('are not applied blindly to an API that cannot be read', async () => {
    const checking = kubeApply.check([{kind: 'kube/apply', object}], lookingAt(unknown('no API server is ready')));
    await expect(checking).rejects.toMatchObject({
      code: 'kube/state-unknown',
      message: expect.stringContaining('no API server is ready'),
    });
  });
});

describe('nodes', () => {
  const wait = [cp1, cp2].map(host => ({kind: 'node/await-ready', host}) as const);

  test.each([
    ['the API cannot be asked', unknown('no API server is ready'), 'no API server is ready'],
    ['one is not registered', state(node('cp1')), 'not Ready: cp2'],
    ['one is not Ready', state(node('cp1', {ready: false}), node('cp2')), 'not Ready: cp1'],
  ])('are awaited while %s', async (_, found, because) => {
    expect(await nodeAwaitReady.check(wait, lookingAt(found))).toMatchObject([{because}, {because}]);
  });

  test('are there when every one of them is Ready', async () => {
    expect(await nodeAwaitReady.check(wait, lookingAt(state(node('cp1'), node('cp2'))))).toEqual([]);
  });

  test.each([
    ['has them', node('cp1', {labels: {zone: 'north', other: 'x'}}), 0],
    ['lacks one', node('cp1', {labels: {other: 'x'}}), 1],
    ['has another value', node('cp1', {labels: {zone: 'south'}}), 1],
    ['is not registered', node('cp2'), 1],
  ])('are labelled unless the node %s', async (_, found, due) => {
    const mark = {kind: 'node/label', host: cp1, labels: {zone: 'north'}} as const;
    expect(await nodeMark.check([mark], lookingAt(state(found)))).toHaveLength(due);
  });
});
