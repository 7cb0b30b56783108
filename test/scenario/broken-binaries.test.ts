import {beforeEach, expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import {EMPTY_QUERY} from '../../src/core/plan/fact-query.js';
import {serviceAwaitStable} from '../../src/run/actions/await-stable.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {runOn} from '../run/context.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {small} from './small.js';

const scenario = small('stacked');
const [cp1, w1] = [hostName('cp1'), hostName('w1')];

let cluster: MemoryCluster;
beforeEach(async () => {
  cluster = scenario.fresh();
  await scenario.run(init, cluster);
  await scenario.run(apply, cluster);
});

/** Links another version of a program and restarts its unit. */
async function switchTo(host: typeof cp1, component: string, name: string, version: string): Promise<void> {
  await cluster.host(host).link([{path: `/opt/quorate/bin/${name}`, target: `../${component}/${version}/bin/${name}`}]);
  await cluster.host(host).run([`${name}.service`]);
}

const nodeOf = async (host: typeof cp1) => {
  const state = await cluster.kube.state([]);
  return state.known ? state.value.nodes.find(({name}) => name === host) : undefined;
};
const unitOf = (host: typeof cp1, name: string) => {
  const question = {...EMPTY_QUERY, units: [name]};
  return cluster.world.disk(host).facts(question).units.get(name);
};

test('a process has the version that was linked when it started', async () => {
  const version = async () => (await nodeOf(w1))?.version;
  expect(await version()).toBe('1.36.3');
  await cluster.host(w1).link([{path: '/opt/quorate/bin/kubelet', target: '../kubernetes/1.37.2/bin/kubelet'}]);
  expect(await version()).toBe('1.36.3');
  await cluster.host(w1).run(['kubelet.service']);
  expect(await version()).toBe('1.37.2');
});

test('a kubelet that exits at once leaves its node with the last reported version, and not Ready', async () => {
  cluster.world.broken.add('/opt/quorate/kubernetes/1.37.2/bin/kubelet');
  await switchTo(w1, 'kubernetes', 'kubelet', '1.37.2');
  expect(await nodeOf(w1)).toMatchObject({version: '1.36.3', ready: false});
  expect(unitOf(w1, 'kubelet.service')).toMatchObject({active: 'activating', fresh: true});
  const wait = {kind: 'service/await-stable', host: w1, unit: 'kubelet.service'} as const;
  await expect(serviceAwaitStable.apply([wait], runOn(cluster).context)).rejects.toMatchObject({
    code: 'service/crash-loop',
    message: expect.stringContaining('illegal instruction'),
  });
  await switchTo(w1, 'kubernetes', 'kubelet', '1.36.3');
  expect(await nodeOf(w1)).toMatchObject({version: '1.36.3', ready: true});
});

test('an API server that exits at once is not ready', async () => {
  cluster.world.broken.add('/opt/quorate/kubernetes/1.37.2/bin/kube-apiserver');
  await switchTo(cp1, 'kubernetes', 'kube-apiserver', '1.37.2');
  expect(await cluster.kube.ready(cp1)).toEqual({known: true, value: false});
  expect(await cluster.kube.deprecated()).toMatchObject({known: false});
});

test('an etcd that exits at once serves no requests', async () => {
  const member = async () => {
    const state = await cluster.etcd.state();
    return state.known && state.value.is === 'formed' ? state.value.members[0] : undefined;
  };
  expect(await member()).toMatchObject({healthy: true, version: '3.6.16'});
  cluster.world.broken.add('/opt/quorate/etcd/3.7.3/bin/etcd');
  cluster.world.mayLoseQuorum = true;
  await switchTo(cp1, 'etcd', 'etcd', '3.7.3');
  expect(await member()).toBeUndefined();
  await expect(cluster.etcd.snapshot()).rejects.toMatchObject({code: 'etcd/snapshot-failed'});
});

test('tryPrograms finds binaries that do not run, are missing, or have another version', async () => {
  const tried = (path: string, version = '1.36.3') => cluster.host(w1).verifyBinaries([{path, version}]);
  const kubelet = '/opt/quorate/kubernetes/1.36.3/bin/kubelet';
  await tried(kubelet);
  await expect(tried(kubelet, '1.37.2')).rejects.toMatchObject({code: 'hosts/binary-broken'});
  await expect(tried('/opt/quorate/none')).rejects.toMatchObject({message: expect.stringContaining('not found')});
  cluster.world.broken.add(kubelet);
  await expect(tried(kubelet)).rejects.toMatchObject({message: expect.stringContaining('illegal instruction')});
});
