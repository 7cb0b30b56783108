import {describe, expect, test} from 'vitest';
import {unknown} from '../../../src/core/model/fact.js';
import {hostName} from '../../../src/core/model/names.js';
import {apply} from '../../../src/workflows/apply.js';
import type {MemoryCluster} from '../../support/memory-cluster.js';
import {another, built, configOf, refusal, refusalOfAll, removing, under} from './clusters.js';

const PRODUCTION = configOf(/^(cp1|w1)$/, {name: 'production'});
const machine = ({world}: MemoryCluster, name: string) => world.disk(hostName(name)).clone();
const s1 = another(PRODUCTION, 'cp1', 's1', '10.0.0.91');
const s2 = another(PRODUCTION, 'cp1', 's2', '10.0.0.92');
const STAGING = {...PRODUCTION, name: 'staging', hosts: [s1]};
const withHost = (name: string) => ({
  ...STAGING,
  hosts: [s1, ...PRODUCTION.hosts.filter(each => each.name === name)],
});

const belongsTo = (name: string) => ({
  code: 'refused/findings',
  errors: [
    expect.stringMatching(
      `^identity/other-cluster: ${name}: belongs to the cluster production \\([0-9a-f]{32}\\) as ${name}, and the configuration describes staging$`,
    ),
  ],
  suggestions: [expect.stringContaining(`delete ${name} from the configuration`)],
});

describe('a host of a running cluster', () => {
  test('is not added to a cluster that does not exist yet, with any verb', async () => {
    const {cluster} = await built(PRODUCTION);
    expect(await refusalOfAll(under(withHost('w1'), cluster))).toEqual(belongsTo('w1'));
  });

  test('is neither added to another running cluster nor removed with its configuration', async () => {
    const [{cluster: production}, {cluster}] = [await built(PRODUCTION), await built(STAGING)];
    const found = under(withHost('w1'), cluster, [machine(production, 'w1')]);
    expect(await refusalOfAll(found)).toEqual(belongsTo('w1'));
    expect(await refusal(removing(['w1']), found)).toEqual(belongsTo('w1'));
  });

  test('is not added to another cluster when it is a control plane with an etcd member', async () => {
    const [{cluster: production}, {cluster}] = [await built(PRODUCTION), await built({...STAGING, hosts: [s1, s2]})];
    const found = under({...STAGING, hosts: [s1, s2, ...withHost('cp1').hosts.slice(1)]}, cluster, [
      machine(production, 'cp1'),
    ]);
    found.cluster.etcd.state = async () => unknown('the members belong to 2 different clusters');
    expect(await refusalOfAll(found)).toEqual(belongsTo('cp1'));
  });
});

test('new hosts do not join the cluster of a control plane that was copied into their configuration', async () => {
  const {cluster} = await built(PRODUCTION);
  const found = under({...STAGING, hosts: [s1, s2, ...withHost('cp1').hosts.slice(1)]}, cluster);
  expect(await refusalOfAll(found)).toEqual(belongsTo('cp1'));
  expect(found.cluster.world.membership!.members.map(({host}) => host)).toEqual(['cp1']);
});

describe('no new etcd is bootstrapped while nodes of the cluster run:', () => {
  const EXTERNAL = configOf(/^(etcd\d|cp1|w1)$/, {topology: 'external'});
  const ETCD = ['etcd1', 'etcd2', 'etcd3'].map(hostName);
  const elsewhere = {
    code: 'refused/findings',
    errors: [expect.stringMatching(/^etcd\/elsewhere: .*: .*, but the configured etcd has no data$/)],
    suggestions: [expect.stringContaining('name the etcd that has the data')],
  };

  test('when all etcd hosts were reinstalled', async () => {
    const found = await built(EXTERNAL);
    const {world} = found.cluster;
    world.mayLoseQuorum = true;
    for (const host of ETCD) {
      world.lose(host);
      world.replace(host);
    }
    world.membership = undefined;
    expect(await refusalOfAll(found)).toEqual(elsewhere);
    expect(world.bootstrapCount).toBe(1);
  });

  test('when the configuration names other etcd hosts', async () => {
    const {cluster} = await built(EXTERNAL);
    const hosts = EXTERNAL.hosts.map(each =>
      ETCD.includes(each.name)
        ? {...each, name: hostName(each.name.replace('etcd', 'db')), address: each.address.replace('0.3', '0.5')}
        : each,
    );
    expect(await refusalOfAll(under({...EXTERNAL, hosts}, cluster))).toEqual(elsewhere);
  });

  test('when the configuration names another machine as the only control plane', async () => {
    const {cluster} = await built(PRODUCTION);
    const cp9 = another(PRODUCTION, 'cp1', 'cp9', '10.0.0.99');
    const hosts = [cp9, ...PRODUCTION.hosts.filter(({name}) => name === 'w1')];
    expect(await refusalOfAll(under({...PRODUCTION, hosts}, cluster))).toEqual(elsewhere);
  });

  test('but a bootstrap that was interrupted before there was data is resumed', async () => {
    const {scenario} = await built(PRODUCTION);
    const interrupted: MemoryCluster[] = [];
    const cluster = scenario.fresh().watched(({when, left}) => {
      if (when === 'torn' && left.world.membership === undefined) interrupted.push(left);
    });
    await scenario.run(apply, cluster);
    const last = interrupted.at(-1)!;
    await scenario.run(apply, last);
    expect(last.world.bootstrapCount).toBe(1);
  });
});

describe('a CA of another cluster', () => {
  const THREE = configOf(/^(cp\d|w1)$/);
  const PKI = '/etc/kubernetes/pki';
  const put = (from: MemoryCluster, to: MemoryCluster, host: string, files: readonly string[]) => {
    for (const file of files) {
      const path = `${PKI}/${file}`;
      to.world.disk(hostName(host)).files.set(path, from.world.disk(hostName('cp1')).files.get(path)!);
    }
  };

  test('is reported, also when its control plane is the only one with private keys', async () => {
    const [found, {cluster: other}] = [await built(THREE), await built(PRODUCTION)];
    const names = ['ca', 'front-proxy-ca', 'etcd/ca'];
    for (const host of ['cp1', 'cp2'])
      for (const name of names) found.cluster.world.disk(hostName(host)).files.delete(`${PKI}/${name}.key`);
    put(
      other,
      found.cluster,
      'cp3',
      names.flatMap(name => [`${name}.key`, `${name}.crt`]),
    );
    const {code, errors, suggestions} = await refusalOfAll(found);
    expect(code).toBe('refused/findings');
    expect(errors.toSorted()).toEqual(
      names.map(name => `identity/ca-differs: cp3: ${PKI}/${name}.crt differs from that of cp1`).toSorted(),
    );
    expect(suggestions[0]).toContain('if cp3 belongs to another cluster, delete it from the configuration');
  });

  test.each([
    ['the first control plane', 'cp1', ['ca.crt', 'ca.key'], 'ca.crt', 'cp2'],
    ['the first control plane, with its service account key', 'cp1', ['sa.key', 'sa.pub'], 'sa.pub', 'cp2'],
    ['a worker', 'w1', ['ca.crt'], 'ca.crt', 'cp1'],
  ])('is refused on %s, and the message names a host with the right CA', async (_, host, files, named, usual) => {
    const [found, {cluster: other}] = [await built(THREE), await built(PRODUCTION)];
    put(other, found.cluster, host, files);
    const {errors} = await refusalOfAll(found);
    expect(errors).toEqual([`identity/ca-differs: ${host}: ${PKI}/${named} differs from that of ${usual}`]);
  });
});
