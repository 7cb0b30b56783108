import {describe, expect, test} from 'vitest';
import {unknown} from '../../../src/core/model/fact.js';
import {hostName} from '../../../src/core/model/names.js';
import {apply} from '../../../src/workflows/apply.js';
import type {MemoryCluster} from '../../support/memory-site.js';
import {another, built, configOf, going, refusal, refusalOfAll, under} from './clusters.js';

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
  suggestions: [expect.stringContaining(`take ${name} out of the configuration`)],
});

describe('a host of a living cluster', () => {
  test('is not taken over by one that is to be founded, with any verb', async () => {
    const {site} = await built(PRODUCTION);
    expect(await refusalOfAll(under(withHost('w1'), site))).toEqual(belongsTo('w1'));
  });

  test('is not taken over by one that runs, nor reset with its configuration', async () => {
    const [{site: production}, {site}] = [await built(PRODUCTION), await built(STAGING)];
    const found = under(withHost('w1'), site, [machine(production, 'w1')]);
    expect(await refusalOfAll(found)).toEqual(belongsTo('w1'));
    expect(await refusal(going(['w1']), found)).toEqual(belongsTo('w1'));
  });

  test('is not taken over when it is a control plane, with an etcd of its own', async () => {
    const [{site: production}, {site}] = [await built(PRODUCTION), await built({...STAGING, hosts: [s1, s2]})];
    const found = under({...STAGING, hosts: [s1, s2, ...withHost('cp1').hosts.slice(1)]}, site, [
      machine(production, 'cp1'),
    ]);
    found.site.etcd.state = async () => unknown('the members belong to 2 different clusters');
    expect(await refusalOfAll(found)).toEqual(belongsTo('cp1'));
  });
});

test('fresh hosts do not join the cluster of a control plane that was copied into their configuration', async () => {
  const {site} = await built(PRODUCTION);
  const found = under({...STAGING, hosts: [s1, s2, ...withHost('cp1').hosts.slice(1)]}, site);
  expect(await refusalOfAll(found)).toEqual(belongsTo('cp1'));
  expect(found.site.world.roster!.members.map(({host}) => host)).toEqual(['cp1']);
});

describe('no empty etcd is founded under running nodes', () => {
  const EXTERNAL = configOf(/^(etcd\d|cp1|w1)$/, {topology: 'external'});
  const ETCD = ['etcd1', 'etcd2', 'etcd3'].map(hostName);
  const elsewhere = {
    code: 'refused/findings',
    errors: [
      expect.stringMatching(
        /^etcd\/elsewhere: .*: .*, but there is no etcd with its data where the configuration places it$/,
      ),
    ],
    suggestions: [expect.stringContaining('name the hosts that hold the data of etcd')],
  };

  test('when all etcd hosts were reinstalled', async () => {
    const found = await built(EXTERNAL);
    const {world} = found.site;
    world.mayLoseQuorum = true;
    for (const host of ETCD) {
      world.lose(host);
      world.replace(host);
    }
    world.roster = undefined;
    expect(await refusalOfAll(found)).toEqual(elsewhere);
    expect(world.clustersFormed).toBe(1);
  });

  test('when all etcd hosts are others in the configuration', async () => {
    const {site} = await built(EXTERNAL);
    const hosts = EXTERNAL.hosts.map(each =>
      ETCD.includes(each.name)
        ? {...each, name: hostName(each.name.replace('etcd', 'db')), address: each.address.replace('0.3', '0.5')}
        : each,
    );
    expect(await refusalOfAll(under({...EXTERNAL, hosts}, site))).toEqual(elsewhere);
  });

  test('when the only control plane is another machine in the configuration', async () => {
    const {site} = await built(PRODUCTION);
    const cp9 = another(PRODUCTION, 'cp1', 'cp9', '10.0.0.99');
    const hosts = [cp9, ...PRODUCTION.hosts.filter(({name}) => name === 'w1')];
    expect(await refusalOfAll(under({...PRODUCTION, hosts}, site))).toEqual(elsewhere);
  });

  test('but a founding that was cut off before there were data goes on', async () => {
    const {scenario} = await built(PRODUCTION);
    const cut: MemoryCluster[] = [];
    const site = scenario.fresh().watched(({when, left}) => {
      if (when === 'torn' && left.world.roster === undefined) cut.push(left);
    });
    await scenario.run(apply, site);
    const last = cut.at(-1)!;
    await scenario.run(apply, last);
    expect(last.world.clustersFormed).toBe(1);
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

  test('does not win, though its control plane is the only one with the private keys', async () => {
    const [found, {site: other}] = [await built(THREE), await built(PRODUCTION)];
    const names = ['ca', 'front-proxy-ca', 'etcd/ca'];
    for (const host of ['cp1', 'cp2'])
      for (const name of names) found.site.world.disk(hostName(host)).files.delete(`${PKI}/${name}.key`);
    put(
      other,
      found.site,
      'cp3',
      names.flatMap(name => [`${name}.key`, `${name}.crt`]),
    );
    const {code, errors, suggestions} = await refusalOfAll(found);
    expect(code).toBe('refused/findings');
    expect(errors.toSorted()).toEqual(
      names.map(name => `identity/ca-differs: cp3: ${PKI}/${name}.crt is not the one of cp1`).toSorted(),
    );
    expect(suggestions[0]).toContain('if cp3 belongs to another cluster, take it out of the configuration');
  });

  test.each([
    ['the first control plane', 'cp1', ['ca.crt', 'ca.key'], 'ca.crt', 'cp2'],
    ['the first control plane, with its service account key', 'cp1', ['sa.key', 'sa.pub'], 'sa.pub', 'cp2'],
    ['a worker', 'w1', ['ca.crt'], 'ca.crt', 'cp1'],
  ])('is refused on %s, and compared with a host that holds the right one', async (_, host, files, named, usual) => {
    const [found, {site: other}] = [await built(THREE), await built(PRODUCTION)];
    put(other, found.site, host, files);
    const {errors} = await refusalOfAll(found);
    expect(errors).toEqual([`identity/ca-differs: ${host}: ${PKI}/${named} is not the one of ${usual}`]);
  });
});
