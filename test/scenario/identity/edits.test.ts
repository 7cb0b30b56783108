import {describe, expect, test} from 'vitest';
import {canonical} from '../../../src/core/config/canonical.js';
import type {ClusterConfig} from '../../../src/core/model/config.js';
import {hostName} from '../../../src/core/model/names.js';
import {apply} from '../../../src/workflows/apply.js';
import {clusterConfig} from '../../support/rendering.js';
import {another, built, configOf, edited, reachedAs, refusalOfAll, under} from './clusters.js';

const PAIR = configOf(/^(cp1|w1)$/);
const THREE = configOf(/^(cp\d|w1)$/);
const REFUSED = 'refused/findings';

const edit = async (config: ClusterConfig, now: ClusterConfig) => refusalOfAll(under(now, (await built(config)).site));

describe('a setting that a running cluster keeps is not edited', () => {
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

  test('its name', async () => {
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

  test('a range in another spelling is the same', async () => {
    const {site} = await built(PAIR);
    const respelled = canonical({...PAIR, network: {...PAIR.network, serviceCidr: '10.97.3.4/12'}});
    const {scenario, site: after} = under(respelled, site);
    expect(await scenario.run(apply, after)).toMatchObject({ran: false});
  });

  test('the topology, from etcd on the control planes to hosts of its own', async () => {
    const etcd = clusterConfig('external').hosts.filter(({name}) => name === 'etcd1');
    expect(await edit(PAIR, {...PAIR, topology: 'external', hosts: [...PAIR.hosts, ...etcd]})).toMatchObject({
      code: REFUSED,
      errors: expect.arrayContaining([
        'identity/setting-changed: spec.topology: is stacked in the cluster, and external in the configuration',
        'identity/role-removed: cp1: carries a member of etcd, and its roles in the configuration do not say so',
      ]),
    });
  });

  test('the topology, from hosts of its own to the control planes', async () => {
    const external = configOf(/^(etcd1|cp1|w1)$/, {topology: 'external'});
    const {errors} = await edit(external, PAIR);
    expect(errors).toContain(
      'identity/setting-changed: spec.topology: is external in the cluster, and stacked in the configuration',
    );
  });

  test('the topology, from its own etcd to one of somebody else', async () => {
    const external = configOf(/^(etcd1|cp1|w1)$/, {topology: 'external'});
    const store = {
      endpoints: ['https://10.0.0.41:2379'],
      caFile: '/operator/ca.crt',
      certFile: '/operator/client.crt',
      keyFile: '/operator/client.key',
    };
    const {errors} = await edit(external, {...configOf(/^(cp1|w1)$/, {topology: 'external'}), etcd: {store}});
    expect(errors).toContain(
      'identity/setting-changed: spec.topology: is external in the cluster, and external, with spec.etcd.endpoints in the configuration',
    );
  });
});

describe('the address of a host is not edited', () => {
  test('of all control planes: each is named, with both addresses', async () => {
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
      suggestions: [1, 2, 3].map(n => expect.stringMatching(`^set the address of cp${n} back to 10.0.0.1${n};`)),
    });
  });

  test('of a worker', async () => {
    const {errors} = await edit(PAIR, edited(PAIR, 'w1', {address: '10.1.0.21'}));
    expect(errors).toEqual([
      'identity/address-changed: w1: its address is 10.0.0.21 in the cluster, and 10.1.0.21 in the configuration',
    ]);
  });
});

describe('the name of a host is not edited', () => {
  test.each([
    ['of the only control plane', PAIR, 'cp1', 'cpa', {}],
    ['of the only control plane, and its address', PAIR, 'cp1', 'cpa', {address: '10.1.0.11'}],
    ['of one of three, and its address', THREE, 'cp3', 'cpa', {address: '10.1.0.13'}],
    ['of a worker', PAIR, 'w1', 'wa', {}],
  ])('%s: its data and its member stay', async (_, config, old, name, changes) => {
    const {site} = await built(config);
    const found = under(edited(config, old, {name: hostName(name), ...changes}), site, [
      reachedAs(name, site.world.disk(hostName(old))),
    ]);
    expect(await refusalOfAll(found)).toEqual({
      code: REFUSED,
      errors: [`identity/other-host: ${name}: the machine that answers is ${old}`],
      suggestions: [expect.stringContaining(`set the name back to ${old}`)],
    });
    expect(found.site.world.disk(hostName(name)).etcdData).toEqual(site.world.disk(hostName(old)).etcdData);
    expect(found.site.world.roster!.members.map(({id}) => id)).toEqual(site.world.roster!.members.map(({id}) => id));
  });
});

describe('a role that a host carries is not taken from it', () => {
  test('a control plane that is made a worker', async () => {
    expect(await edit(THREE, edited(THREE, 'cp3', {roles: ['worker']}))).toEqual({
      code: REFUSED,
      errors: [
        'identity/role-removed: cp3: carries a member of etcd and a control plane, and its roles in the configuration do not say so',
      ],
      suggestions: [expect.stringContaining('quorate remove cp3, then edit its roles, then quorate join cp3')],
    });
  });

  test('an etcd host that is made a worker, and a node that is made an etcd host only', async () => {
    const external = configOf(/^(etcd1|etcd2|cp1|w1)$/, {topology: 'external'});
    const config = {...external, hosts: [...external.hosts, another(external, 'w1', 'w2', '10.0.0.22')]};
    const now = edited(edited(config, 'etcd2', {roles: ['worker']}), 'w2', {roles: ['etcd']});
    const {errors} = await edit(config, now);
    expect(errors).toEqual([
      'identity/role-removed: etcd2: carries a member of etcd, and its roles in the configuration do not say so',
      'identity/role-removed: w2: carries a node, and its roles in the configuration do not say so',
    ]);
  });
});
