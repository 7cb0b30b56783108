import {describe, expect, test} from 'vitest';
import {canonical} from '../../../src/core/config/canonical.js';
import type {ClusterConfig} from '../../../src/core/model/config.js';
import {hostName} from '../../../src/core/model/names.js';
import {apply} from '../../../src/workflows/apply.js';
import {clusterConfig} from '../../support/builders/config.js';
import {another, built, configOf, edited, reachedAs, refusalOfAll, under} from './clusters.js';

const PAIR = configOf(/^(cp1|w1)$/);
const THREE = configOf(/^(cp\d|w1)$/);
const REFUSED = 'refused/findings';

const edit = async (config: ClusterConfig, now: ClusterConfig) =>
  refusalOfAll(under(now, (await built(config)).cluster));

describe('a run is refused when the configuration changes a setting that is fixed for the life of a cluster:', () => {
  test.each([
    ['serviceCidr', '10.112.0.0/12', '10.96.0.0/12'],
    ['podCidr', '10.200.0.0/16', '10.244.0.0/16'],
    ['dnsDomain', 'corp.local', 'cluster.local'],
  ])('%s', async (name, value, old) => {
    const setting = `spec.network.${name}`;
    expect(await edit(PAIR, {...PAIR, network: {...PAIR.network, [name]: value}})).toEqual({
      code: REFUSED,
      errors: [`identity/setting-changed: ${setting}: is ${old} in the cluster, and ${value} in the configuration`],
      suggestions: [expect.stringMatching(`^set ${setting} back to ${old};`)],
    });
  });

  test('the name of the cluster', async () => {
    expect(await edit(PAIR, {...PAIR, name: 'another'})).toEqual({
      code: REFUSED,
      errors: ['cp1', 'w1'].map(host =>
        expect.stringMatching(
          `^identity/other-cluster: ${host}: belongs to the cluster golden .* and the configuration describes another$`,
        ),
      ),
      suggestions: ['cp1', 'w1'].map(() => expect.stringContaining('set metadata.name back to golden')),
    });
  });

  test('but not when a range is only spelled differently', async () => {
    const {cluster} = await built(PAIR);
    const respelled = canonical({...PAIR, network: {...PAIR.network, serviceCidr: '10.97.3.4/12'}});
    const {scenario, cluster: after} = under(respelled, cluster);
    expect(await scenario.run(apply, after)).toMatchObject({ran: false});
  });

  test('the topology, from stacked to external etcd', async () => {
    const etcd = clusterConfig('external').hosts.filter(({name}) => name === 'etcd1');
    expect(await edit(PAIR, {...PAIR, topology: 'external', hosts: [...PAIR.hosts, ...etcd]})).toMatchObject({
      code: REFUSED,
      errors: expect.arrayContaining([
        'identity/setting-changed: spec.topology: is stacked in the cluster, and external in the configuration',
        'identity/role-removed: cp1: has an etcd member, which its roles in the configuration do not include',
      ]),
    });
  });

  test('the topology, from external to stacked etcd', async () => {
    const external = configOf(/^(etcd1|cp1|w1)$/, {topology: 'external'});
    const {errors} = await edit(external, PAIR);
    expect(errors).toContain(
      'identity/setting-changed: spec.topology: is external in the cluster, and stacked in the configuration',
    );
  });

  test('the topology, from external to unmanaged etcd', async () => {
    const external = configOf(/^(etcd1|cp1|w1)$/, {topology: 'external'});
    const unmanagedEtcd = {
      endpoints: ['https://10.0.0.41:2379'],
      caFile: '/operator/ca.crt',
      certFile: '/operator/client.crt',
      keyFile: '/operator/client.key',
    };
    const {errors} = await edit(external, {...configOf(/^(cp1|w1)$/, {topology: 'external'}), etcd: {unmanagedEtcd}});
    expect(errors).toContain(
      'identity/setting-changed: spec.topology: is external in the cluster, and external, with spec.etcd.endpoints in the configuration',
    );
  });
});

describe('a run is refused when the configuration changes the address', () => {
  test('of all control planes, and each is listed with both addresses', async () => {
    const moved = ['cp1', 'cp2', 'cp3'].reduce(
      (config, name, index) => edited(config, name, {address: `10.1.0.1${index + 1}`}),
      THREE,
    );
    expect(await edit(THREE, moved)).toEqual({
      code: REFUSED,
      errors: [1, 2, 3].map(
        n =>
          `identity/address-changed: cp${n}: its address is 10.0.0.1${n} in the cluster, and 10.1.0.1${n} in the configuration`,
      ),
      suggestions: [1, 2, 3].map(n => expect.stringMatching(`^set the address of cp${n} back to 10.0.0.1${n}`)),
    });
  });

  test('of a worker', async () => {
    const {errors} = await edit(PAIR, edited(PAIR, 'w1', {address: '10.1.0.21'}));
    expect(errors).toEqual([
      'identity/address-changed: w1: its address is 10.0.0.21 in the cluster, and 10.1.0.21 in the configuration',
    ]);
  });
});

describe('a run is refused when the configuration renames a host, and its data and etcd member are kept:', () => {
  test.each([
    ['the only control plane', PAIR, 'cp1', 'cpa', {}],
    ['the only control plane, with a new address', PAIR, 'cp1', 'cpa', {address: '10.1.0.11'}],
    ['one of three control planes, with a new address', THREE, 'cp3', 'cpa', {address: '10.1.0.13'}],
    ['a worker', PAIR, 'w1', 'wa', {}],
  ])('%s', async (_, config, old, name, changes) => {
    const {cluster} = await built(config);
    const found = under(edited(config, old, {name: hostName(name), ...changes}), cluster, [
      reachedAs(name, cluster.world.disk(hostName(old))),
    ]);
    expect(await refusalOfAll(found)).toEqual({
      code: REFUSED,
      errors: [`identity/other-host: ${name}: the machine that answers is ${old}`],
      suggestions: [expect.stringContaining(`set the name back to ${old}`)],
    });
    expect(found.cluster.world.disk(hostName(name)).etcdData).toEqual(cluster.world.disk(hostName(old)).etcdData);
    expect(found.cluster.world.membership!.members.map(({id}) => id)).toEqual(
      cluster.world.membership!.members.map(({id}) => id),
    );
  });
});

describe('a run is refused when the configuration removes a role of a joined host:', () => {
  test('a control plane that becomes a worker', async () => {
    expect(await edit(THREE, edited(THREE, 'cp3', {roles: ['worker']}))).toEqual({
      code: REFUSED,
      errors: [
        'identity/role-removed: cp3: has an etcd member and a control plane, which its roles in the configuration do not include',
      ],
      suggestions: [expect.stringContaining('`quorate remove cp3`, edit the roles, `quorate join cp3`')],
    });
  });

  test('an etcd host that becomes a worker, and a node that becomes an etcd host', async () => {
    const external = configOf(/^(etcd1|etcd2|cp1|w1)$/, {topology: 'external'});
    const config = {...external, hosts: [...external.hosts, another(external, 'w1', 'w2', '10.0.0.22')]};
    const now = edited(edited(config, 'etcd2', {roles: ['worker']}), 'w2', {roles: ['etcd']});
    const {errors} = await edit(config, now);
    expect(errors).toEqual([
      'identity/role-removed: etcd2: has an etcd member, which its roles in the configuration do not include',
      'identity/role-removed: w2: has a node, which its roles in the configuration do not include',
    ]);
  });
});
