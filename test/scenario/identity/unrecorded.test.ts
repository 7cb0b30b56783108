import {describe, expect, test} from 'vitest';
import type {ClusterConfig} from '../../../src/core/model/config.js';
import {IDENTITY, IDENTITY_COPY} from '../../../src/core/model/identity-record.js';
import {hostName} from '../../../src/core/model/names.js';
import {ETCD_MARKER_COPY} from '../../../src/core/render/etcd/marker.js';
import {apply} from '../../../src/workflows/apply.js';
import {
  another,
  built,
  configOf,
  edited,
  type Found,
  members,
  reachedAs,
  refusalOfAll,
  removing,
  under,
  voters,
} from './clusters.js';

const PAIR = configOf(/^(cp1|w1)$/);
const THREE = configOf(/^(cp\d|w1)$/);
const EXTERNAL = configOf(/^(etcd\d|cp1|w1)$/, {topology: 'external'});

/** A cluster that was built before hosts recorded their identity. */
async function old(config: ClusterConfig): Promise<Found> {
  const found = await built(config);
  for (const disk of found.cluster.world.disks.values())
    for (const path of [IDENTITY, IDENTITY_COPY, ETCD_MARKER_COPY]) {
      disk.files.delete(path);
      disk.owned.delete(path);
    }
  return found;
}

describe('the next apply of a cluster without identity records', () => {
  test.each([
    ['control planes', THREE, voters('cp1', 'cp2', 'cp3')],
    ['etcd hosts', EXTERNAL, voters('etcd1', 'etcd2', 'etcd3')],
  ])('records the identities of %s and all other hosts, and restarts nothing', async (_, config, expected) => {
    const {cluster: recorded} = await built(config);
    const {scenario, cluster} = await old(config);
    expect(await scenario.run(apply, cluster, {dryRun: true})).toMatchObject({ran: false});
    expect(cluster.operations).toEqual([]);
    await scenario.run(apply, cluster);
    expect(cluster.operations.filter(title => !/^\S+: put \d files$/.test(title))).toEqual([]);
    expect(cluster.world.picture()).toBe(recorded.world.picture());
    expect(members(cluster)).toEqual(expected);
    const of = (name: string) =>
      [...cluster.world.disks.values()].flatMap(disk =>
        [IDENTITY, IDENTITY_COPY].map(path => new RegExp(`^${name}=(.*)$`, 'm').exec(disk.text(path) ?? '')?.[1]),
      );
    expect(new Set(of('cluster')).size).toBe(1);
    expect(new Set(of('founded'))).toEqual(new Set(['yes']));
    expect(await scenario.run(apply, cluster)).toMatchObject({ran: false});
  });

  test('completes when a run killed at any operation is run again', {timeout: 300_000}, async () => {
    const {scenario, cluster} = await old(configOf(/^(cp1|cp2|w1)$/));
    const {tried, diverged} = await scenario.everyKill(apply, cluster);
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(6);
  });
});

describe('a host without an identity record is removed', () => {
  test('after its etcd member, also when its role was edited', async () => {
    const {scenario, cluster} = under(edited(THREE, 'cp3', {roles: ['worker']}), (await old(THREE)).cluster);
    await scenario.run(removing(['cp3'], {accept: true}), cluster);
    const [left, reset] = ['etcd: remove https://10.0.0.13:2380', 'cp3: reset'].map(title =>
      cluster.operations.indexOf(title),
    );
    expect(left).toBeGreaterThanOrEqual(0);
    expect(reset).toBeGreaterThan(left!);
    expect(members(cluster)).toEqual(voters('cp1', 'cp2'));
    expect(cluster.world.disk(hostName('cp3')).owned.size).toBe(0);
  });

  test('when it is a worker, or an etcd member that lost its /var', async () => {
    const {scenario, cluster} = await old(THREE);
    const [cp3, w1] = [hostName('cp3'), hostName('w1')];
    await scenario.run(removing(['w1']), cluster);
    expect(cluster.world.disk(w1).owned.size).toBe(0);
    cluster.world.disk(cp3).wipeVar();
    cluster.world.powerCycle();
    expect(cluster.world.disk(cp3).runs('etcd.service')).toBe(false);
    const lost = await refusalOfAll({scenario, cluster: cluster.newProcess()});
    expect(lost).toMatchObject({
      errors: [expect.stringMatching(/^etcd\/member-lost: cp3: /)],
      suggestions: ['`quorate replace cp3 cp3`'],
    });
    await scenario.run(removing(['cp3']), cluster);
    await scenario.run(apply, cluster);
    expect(members(cluster)).toEqual(voters('cp1', 'cp2', 'cp3'));
  });
});

describe('a cluster without identity records refuses', () => {
  const edit = async (config: ClusterConfig, now: ClusterConfig) =>
    refusalOfAll(under(now, (await old(config)).cluster));

  test.each([
    ['a worker', PAIR, 'w1', 'wa'],
    ['a control plane', THREE, 'cp3', 'cpa'],
    ['an etcd host', EXTERNAL, 'etcd3', 'db3'],
  ])('%s under another name', async (_, config, name, other) => {
    const {cluster} = await old(config);
    const found = under(edited(config, name, {name: hostName(other)}), cluster, [
      reachedAs(other, cluster.world.disk(hostName(name))),
    ]);
    const {code, errors} = await refusalOfAll(found);
    expect([code, errors]).toEqual([
      'refused/findings',
      [`identity/other-host: ${other}: the machine that answers is ${name}`],
    ]);
  });

  test.each([
    ['a worker', PAIR, 'w1', '10.0.0.21'],
    ['a control plane', THREE, 'cp3', '10.0.0.13'],
    ['an etcd host', EXTERNAL, 'etcd3', '10.0.0.33'],
  ])('%s with another address', async (_, config, name, address) => {
    const now = address.replace('10.0', '10.1');
    const {errors} = await edit(config, edited(config, name, {address: now}));
    expect(errors).toEqual([
      `identity/address-changed: ${name}: its address is ${address} in the cluster, and ${now} in the configuration`,
    ]);
  });

  test.each([
    ['spec.network.serviceCidr', '10.96.0.0/12', '10.112.0.0/12'],
    ['spec.network.podCidr', '10.244.0.0/16', '10.200.0.0/16'],
    ['spec.network.dnsDomain', 'cluster.local', 'corp.local'],
  ])('another %s', async (setting, before, now) => {
    const key = setting.split('.').at(-1)!;
    const {errors} = await edit(PAIR, {...PAIR, network: {...PAIR.network, [key]: now}});
    expect(errors).toEqual([
      `identity/setting-changed: ${setting}: is ${before} in the cluster, and ${now} in the configuration`,
    ]);
  });

  test.each([
    ['serviceCidr', '10.112.0.0/12', 'a range without 10.112.0.1'],
    ['dnsDomain', 'corp.local', 'cluster.local'],
  ])('another %s while no API server is running', async (key, now, before) => {
    const {cluster} = await old(PAIR);
    cluster.world.stop(hostName('cp1'), 'kube-apiserver.service');
    const {errors} = await refusalOfAll(under({...PAIR, network: {...PAIR.network, [key]: now}}, cluster));
    expect(errors).toEqual([
      `identity/setting-changed: spec.network.${key}: is ${before} in the cluster, and ${now} in the configuration`,
    ]);
  });

  test('another name of the cluster, with and without a running API server', async () => {
    const {cluster} = await old(PAIR);
    const belongs = ['cp1', 'w1'].map(
      host => `identity/other-cluster: ${host}: belongs to the cluster golden, and the configuration describes another`,
    );
    const found = () => refusalOfAll(under({...PAIR, name: 'another'}, cluster));
    expect((await found()).errors).toEqual(belongs);
    cluster.world.stop(hostName('cp1'), 'kube-apiserver.service');
    expect((await found()).errors).toEqual(belongs);
  });

  test('a role that was removed from a host', async () => {
    const {errors} = await edit(THREE, edited(THREE, 'cp3', {roles: ['worker']}));
    expect(errors).toEqual([expect.stringMatching(/^identity\/role-removed: cp3: /)]);
  });
});

describe('a host of a cluster without identity records', () => {
  const s1 = another(PAIR, 'cp1', 's1', '10.0.0.91');
  const STAGING = {...PAIR, name: 'staging', hosts: [s1]};
  const withWorker = {...STAGING, hosts: [s1, PAIR.hosts.find(({name}) => name === 'w1')!]};

  test('is not added to a cluster that does not exist yet', async () => {
    const {errors} = await refusalOfAll(under(withWorker, (await old(PAIR)).cluster));
    expect(errors).toEqual([
      'identity/other-cluster: w1: belongs to the cluster golden, and the configuration describes staging',
    ]);
  });

  test.each([
    ['with identity records', built],
    ['without identity records', old],
  ])('is not added to a running cluster %s', async (_, make) => {
    const [{cluster: theirs}, {cluster}] = [await old(PAIR), await make(STAGING)];
    const {errors} = await refusalOfAll(under(withWorker, cluster, [theirs.world.disk(hostName('w1')).clone()]));
    expect(errors).toEqual([
      'identity/other-cluster: w1: belongs to the cluster golden, and the configuration describes staging',
    ]);
  });
});
