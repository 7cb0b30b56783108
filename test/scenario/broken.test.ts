import {beforeEach, expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import {serviceAwaitSteady} from '../../src/run/actions/await-stable.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {runOn} from '../run/context.js';
import type {MemoryCluster} from '../support/memory-site.js';
import {small} from './small.js';

const scenario = small('on the control planes');
const [cp1, w1] = [hostName('cp1'), hostName('w1')];

let site: MemoryCluster;
beforeEach(async () => {
  site = scenario.fresh();
  await scenario.run(init, site);
  await scenario.run(apply, site);
});

/** Puts another version of a program in use and starts its unit. */
async function moved(host: typeof cp1, component: string, name: string, version: string): Promise<void> {
  await site.host(host).link([{path: `/opt/quorate/bin/${name}`, target: `../${component}/${version}/${name}`}]);
  await site.host(host).run([`${name}.service`]);
}

const nodeOf = async (host: typeof cp1) => {
  const state = await site.kube.state([]);
  return state.known ? state.value.nodes.find(({name}) => name === host) : undefined;
};
const unitOf = (host: typeof cp1, name: string) => {
  const question = {paths: [], publicTexts: [], units: [name], modules: [], sysctls: [], commands: []};
  return site.world.disk(host).facts(question).units.get(name);
};

test('a process is of the version that was in use when it was started', async () => {
  const version = async () => (await nodeOf(w1))?.version;
  expect(await version()).toBe('1.36.3');
  await site.host(w1).link([{path: '/opt/quorate/bin/kubelet', target: '../kubernetes/1.37.2/kubelet'}]);
  expect(await version()).toBe('1.36.3');
  await site.host(w1).run(['kubelet.service']);
  expect(await version()).toBe('1.37.2');
});

test('a kubelet that ends at once leaves its node as it was last heard of, and not Ready', async () => {
  site.world.broken.add('/opt/quorate/kubernetes/1.37.2/kubelet');
  await moved(w1, 'kubernetes', 'kubelet', '1.37.2');
  expect(await nodeOf(w1)).toMatchObject({version: '1.36.3', ready: false});
  expect(unitOf(w1, 'kubelet.service')).toMatchObject({active: 'activating', fresh: true});
  const wait = {kind: 'service/await-stable', host: w1, unit: 'kubelet.service'} as const;
  await expect(serviceAwaitSteady.apply([wait], runOn(site).context)).rejects.toMatchObject({
    code: 'service/crash-loop',
    message: expect.stringContaining('illegal instruction'),
  });
  await moved(w1, 'kubernetes', 'kubelet', '1.36.3');
  expect(await nodeOf(w1)).toMatchObject({version: '1.36.3', ready: true});
});

test('an API server that ends at once is not ready', async () => {
  site.world.broken.add('/opt/quorate/kubernetes/1.37.2/kube-apiserver');
  await moved(cp1, 'kubernetes', 'kube-apiserver', '1.37.2');
  expect(await site.kube.ready(cp1)).toEqual({known: true, value: false});
  expect(await site.kube.deprecated()).toMatchObject({known: false});
});

test('an etcd that ends at once serves nobody', async () => {
  const member = async () => {
    const state = await site.etcd.state();
    return state.known && state.value.is === 'formed' ? state.value.members[0] : undefined;
  };
  expect(await member()).toMatchObject({healthy: true, version: '3.6.16'});
  site.world.broken.add('/opt/quorate/etcd/3.7.3/etcd');
  site.world.mayLoseQuorum = true;
  await moved(cp1, 'etcd', 'etcd', '3.7.3');
  expect(await member()).toBeUndefined();
  await expect(site.etcd.snapshot()).rejects.toMatchObject({code: 'etcd/snapshot-failed'});
});

test('what does not run, or is not there, is found by trying', async () => {
  const tried = (path: string, version = '1.36.3') => site.host(w1).tryPrograms([{path, version}]);
  const kubelet = '/opt/quorate/kubernetes/1.36.3/kubelet';
  await tried(kubelet);
  await expect(tried(kubelet, '1.37.2')).rejects.toMatchObject({code: 'hosts/binary-broken'});
  await expect(tried('/opt/quorate/none')).rejects.toMatchObject({message: expect.stringContaining('not found')});
  site.world.broken.add(kubelet);
  await expect(tried(kubelet)).rejects.toMatchObject({message: expect.stringContaining('illegal instruction')});
});
