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
  going,
  members,
  reachedAs,
  refusalOfAll,
  under,
  voters,
} from './clusters.js';

const PAIR = configOf(/^(cp1|w1)$/);
const THREE = configOf(/^(cp\d|w1)$/);
const EXTERNAL = configOf(/^(etcd\d|cp1|w1)$/, {topology: 'external'});

/** A cluster that was built before hosts recorded who they are. */
async function old(config: ClusterConfig): Promise<Found> {
  const found = await built(config);
  for (const disk of found.site.world.disks.values())
    for (const path of [IDENTITY, IDENTITY_COPY, ETCD_MARKER_COPY]) {
      disk.files.delete(path);
      disk.owned.delete(path);
    }
  return found;
}

describe('the next apply', () => {
  test.each([
    ['control planes', THREE, voters('cp1', 'cp2', 'cp3')],
    ['etcd hosts', EXTERNAL, voters('etcd1', 'etcd2', 'etcd3')],
  ])('records the identities of %s and all others, and restarts nothing', async (_, config, whole) => {
    const {site: recorded} = await built(config);
    const {scenario, site} = await old(config);
    expect(await scenario.run(apply, site, {dryRun: true})).toMatchObject({ran: false});
    expect(site.operations).toEqual([]);
    await scenario.run(apply, site);
    expect(site.operations.filter(title => !/^\S+: put \d files$/.test(title))).toEqual([]);
    expect(site.world.picture()).toBe(recorded.world.picture());
    expect(members(site)).toEqual(whole);
    const of = (name: string) =>
      [...site.world.disks.values()].flatMap(disk =>
        [IDENTITY, IDENTITY_COPY].map(path => new RegExp(`^${name}=(.*)$`, 'm').exec(disk.text(path) ?? '')?.[1]),
      );
    expect(new Set(of('cluster')).size).toBe(1);
    expect(new Set(of('founded'))).toEqual(new Set(['yes']));
    expect(await scenario.run(apply, site)).toMatchObject({ran: false});
  });

  test('ends in the same cluster wherever it was killed', {timeout: 300_000}, async () => {
    const {scenario, site} = await old(configOf(/^(cp1|cp2|w1)$/));
    const {tried, astray} = await scenario.everyKill(apply, site);
    expect(astray).toEqual([]);
    expect(tried).toBeGreaterThan(6);
  });
});

describe('before that a host is removed', () => {
  test('with its member first, though its role was edited', async () => {
    const {scenario, site} = under(edited(THREE, 'cp3', {roles: ['worker']}), (await old(THREE)).site);
    await scenario.run(going(['cp3'], {accept: true}), site);
    const [left, reset] = ['etcd: remove https://10.0.0.13:2380', 'cp3: reset'].map(title =>
      site.operations.indexOf(title),
    );
    expect(left).toBeGreaterThanOrEqual(0);
    expect(reset).toBeGreaterThan(left!);
    expect(members(site)).toEqual(voters('cp1', 'cp2'));
    expect(site.world.disk(hostName('cp3')).owned.size).toBe(0);
  });

  test('when it is a worker, or a member whose /var is lost and which must not start', async () => {
    const {scenario, site} = await old(THREE);
    const [cp3, w1] = [hostName('cp3'), hostName('w1')];
    await scenario.run(going(['w1']), site);
    expect(site.world.disk(w1).owned.size).toBe(0);
    site.world.disk(cp3).wipeVar();
    site.world.powerCycle();
    expect(site.world.disk(cp3).runs('etcd.service')).toBe(false);
    const lost = await refusalOfAll({scenario, site: site.reborn()});
    expect(lost).toMatchObject({
      errors: [expect.stringMatching(/^etcd\/member-lost: cp3: /)],
      suggestions: ['quorate remove cp3, then quorate apply'],
    });
    await scenario.run(going(['cp3']), site);
    await scenario.run(apply, site);
    expect(members(site)).toEqual(voters('cp1', 'cp2', 'cp3'));
  });
});

describe('before that is refused', () => {
  const edit = async (config: ClusterConfig, now: ClusterConfig) => refusalOfAll(under(now, (await old(config)).site));

  test.each([
    ['a worker', PAIR, 'w1', 'wa'],
    ['a control plane', THREE, 'cp3', 'cpa'],
    ['an etcd host', EXTERNAL, 'etcd3', 'db3'],
  ])('%s under another name', async (_, config, name, other) => {
    const {site} = await old(config);
    const found = under(edited(config, name, {name: hostName(other)}), site, [
      reachedAs(other, site.world.disk(hostName(name))),
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
  ])('another %s while no API server answers', async (key, now, before) => {
    const {site} = await old(PAIR);
    site.world.stop(hostName('cp1'), 'kube-apiserver.service');
    const {errors} = await refusalOfAll(under({...PAIR, network: {...PAIR.network, [key]: now}}, site));
    expect(errors).toEqual([
      `identity/setting-changed: spec.network.${key}: is ${before} in the cluster, and ${now} in the configuration`,
    ]);
  });

  test('another name of the cluster, whether or not its API server answers', async () => {
    const {site} = await old(PAIR);
    const belongs = ['cp1', 'w1'].map(
      host => `identity/other-cluster: ${host}: belongs to the cluster golden, and the configuration describes another`,
    );
    const found = () => refusalOfAll(under({...PAIR, name: 'another'}, site));
    expect((await found()).errors).toEqual(belongs);
    site.world.stop(hostName('cp1'), 'kube-apiserver.service');
    expect((await found()).errors).toEqual(belongs);
  });

  test('a role that was taken from a host', async () => {
    const {errors} = await edit(THREE, edited(THREE, 'cp3', {roles: ['worker']}));
    expect(errors).toEqual([expect.stringMatching(/^identity\/role-removed: cp3: /)]);
  });
});

describe('a host of a cluster without identities', () => {
  const s1 = another(PAIR, 'cp1', 's1', '10.0.0.91');
  const STAGING = {...PAIR, name: 'staging', hosts: [s1]};
  const withWorker = {...STAGING, hosts: [s1, PAIR.hosts.find(({name}) => name === 'w1')!]};

  test('is not taken over by a cluster that is to be founded', async () => {
    const {errors} = await refusalOfAll(under(withWorker, (await old(PAIR)).site));
    expect(errors).toEqual([
      'identity/other-cluster: w1: belongs to the cluster golden, and the configuration describes staging',
    ]);
  });

  test.each([
    ['with identities', built],
    ['without identities', old],
  ])('is not taken over by a running cluster %s', async (_, make) => {
    const [{site: theirs}, {site}] = [await old(PAIR), await make(STAGING)];
    const {errors} = await refusalOfAll(under(withWorker, site, [theirs.world.disk(hostName('w1')).clone()]));
    expect(errors).toEqual([
      'identity/other-cluster: w1: belongs to the cluster golden, and the configuration describes staging',
    ]);
  });
});
