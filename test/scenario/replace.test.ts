import {describe, expect, test} from 'vitest';
import type {Replacement} from '../../src/core/config/replacement.js';
import {withSuccessor} from '../../src/core/config/replacement.js';
import type {ClusterConfig} from '../../src/core/model/config.js';
import {hostName} from '../../src/core/model/names.js';
import {remove} from '../../src/workflows/remove.js';
import {partsOf} from '../../src/workflows/replacement.js';
import {balanced, clusterConfig, sharedEndpoint} from '../support/builders/config.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Replacing, to} from './replacing.js';
import {Scenario} from './run.js';

const STACKED = clusterConfig('stacked');
const EXTERNAL = clusterConfig('external');

const withoutHosts = (config: ClusterConfig, pattern: RegExp): ClusterConfig => ({
  ...config,
  hosts: config.hosts.filter(({name}) => !pattern.test(name)),
});

const CASES: readonly (readonly [string, ClusterConfig, Replacement])[] = [
  ['a control plane', STACKED, to('cp3', 'cp4', '10.0.0.14')],
  ['the first control plane', STACKED, to('cp1', 'cp4', '10.0.0.14')],
  ['a worker', STACKED, to('w1', 'w2', '10.0.0.22')],
  ['an etcd host', EXTERNAL, to('etcd1', 'etcd4', '10.0.0.34')],
  ['a control plane beside external etcd', EXTERNAL, to('cp2', 'cp4', '10.0.0.14')],
  ['the only control plane beside external etcd', withoutHosts(EXTERNAL, /^cp[23]$/), to('cp1', 'cp4', '10.0.0.14')],
  ['a worker beside external etcd', EXTERNAL, to('w1', 'w2', '10.0.0.22')],
  ['a control plane that shares the endpoint', sharedEndpoint(), to('cp3', 'cp4', '10.0.0.14')],
];

describe('a host that answers is replaced, and removed when the new one has joined:', () => {
  test.each(CASES)('%s', async (_, config, replacement) => {
    const replacing = new Replacing(config, replacement);
    const cluster = await replacing.built();
    const {plan} = await replacing.run(cluster);
    await replacing.expectReplaced(cluster);
    expect(replacing.started).toBe(1);
    expect(plan.at(-1)!.title).not.toContain('Remove');
    expect((await replacing.run(cluster.newProcess())).ran).toBe(false);
  });
});

const LOSABLE = CASES.filter(([what]) => !what.startsWith('the only'));

describe('a lost host is replaced:', () => {
  test.each(LOSABLE)('%s', async (_, config, replacement) => {
    const replacing = new Replacing(config, replacement);
    const cluster = await replacing.built();
    cluster.world.lose(replacement.old);
    const {warnings} = await replacing.run(cluster);
    await replacing.expectReplaced(cluster);
    expect(warnings.map(({code}) => code)).toEqual(
      expect.arrayContaining(['replace/machine-untouched', 'remove/still-held']),
    );
  });
});

describe('a new machine with the old name takes the place of the lost one:', () => {
  test.each(LOSABLE)('%s', async (_, config, {old}) => {
    const replacing = new Replacing(config, to(old, old));
    const cluster = await replacing.built();
    const before = cluster.world.picture();
    cluster.world.lose(old);
    cluster.world.replace(old);
    await replacing.run(cluster);
    await replacing.expectReplaced(cluster);
    expect(cluster.world.picture()).toBe(before);
    expect((await replacing.run(cluster.newProcess())).ran).toBe(false);
  });
});

test('a load balancer that is lost is replaced', async () => {
  const replacing = new Replacing(balanced(), to('lb1', 'lb3', '10.0.0.7'));
  const cluster = await replacing.built();
  cluster.world.lose(hostName('lb1'));
  await replacing.run(cluster);
  await replacing.expectReplaced(cluster);
});

const only = (config: ClusterConfig, pattern: RegExp): ClusterConfig => ({
  ...config,
  hosts: config.hosts.filter(({name}) => pattern.test(name)),
});

test('a load balancer that answers leaves before the new one joins, because three would have one address', async () => {
  const replacing = new Replacing(balanced(), to('lb1', 'lb3', '10.0.0.7'));
  const cluster = await replacing.built();
  const before = new Scenario(balanced());
  const removal = {hosts: [hostName('lb1')], lost: new Set<never>(), drainSeconds: 300, acceptReducedTolerance: false};
  const left = before.over(cluster);
  await before.run(remove(removal), left);
  const alone = new Replacing(replacing.parts.wanted, replacing.replacement);
  const joining = alone.scenario.over(left);
  await alone.run(joining);
  await alone.expectReplaced(joining);
});

test('the parts are the same whether the file has the old host, or both', () => {
  const replacement = to('cp1', 'cp4', '10.0.0.14');
  const [one, both] = [STACKED, withSuccessor(STACKED, replacement)].map(config => partsOf(config, replacement));
  expect(both).toEqual(one);
});

describe('killed at any operation, the same command replaces', () => {
  const few = [
    ['a control plane', only(STACKED, /^cp/), to('cp3', 'cp4', '10.0.0.14')],
    ['a worker', only(STACKED, /^(cp1|w1)$/), to('w1', 'w2', '10.0.0.22')],
    ['an etcd host', only(EXTERNAL, /^(etcd\d|cp1)$/), to('etcd1', 'etcd4', '10.0.0.34')],
  ] as const;
  const machines = ['that answers', 'that is lost', 'by a new machine of its name'] as const;
  const table = few.flatMap(([what, config, given]) =>
    machines.map(machine => [`${what} ${machine}`, config, given, machine] as const),
  );

  test.each(table)('%s', {timeout: 900_000}, async (_, config, given, machine) => {
    const isNew = machine === 'by a new machine of its name';
    const replacing = new Replacing(config, isNew ? to(given.old, given.old) : given);
    const cluster = await replacing.built();
    if (machine !== 'that answers') cluster.world.lose(given.old);
    if (isNew) cluster.world.replace(given.old);
    const {tried, diverged} = await replacing.scenario.everyKill(replacing.verb, cluster);
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(8);
  });
});

describe('a member without its data joins again, and its host is not reset:', () => {
  test.each([
    ['only the data of etcd is lost', false],
    ['/var is lost', true],
  ])('%s', async (_, isAll) => {
    const replacing = new Replacing(STACKED, to('cp3', 'cp3'));
    const cluster = await replacing.built();
    const before = cluster.world.picture();
    const disk = cluster.world.disk(hostName('cp3'));
    if (isAll) disk.wipeVar();
    else disk.etcdData = undefined;
    cluster.world.powerCycle();
    if (isAll) cluster.world.stop(hostName('cp3'), 'kubelet.service');
    await replacing.run(cluster);
    expect(cluster.operations).not.toContain('cp3: reset');
    expect(cluster.operations).not.toContain('delete node cp3');
    await replacing.expectReplaced(cluster);
    expect(cluster.world.picture()).toBe(before);
  });
});

describe('a replacement is refused', () => {
  const refusedWith = async (replacing: Replacing, change: (cluster: MemoryCluster) => void = () => {}) => {
    const cluster = await replacing.built();
    change(cluster);
    const before = cluster.world.picture();
    const message = await replacing.run(cluster).then(
      () => 'not refused',
      (error: Error) => error.message,
    );
    expect(cluster.world.picture()).toBe(before);
    expect(replacing.started).toBe(0);
    return message;
  };

  test('when the lost host still answers its peers', async () => {
    const replacing = new Replacing(STACKED, to('cp3', 'cp4', '10.0.0.14'));
    expect(await refusedWith(replacing, ({world}) => void world.unreachable.add(hostName('cp3')))).toContain(
      'replace/old-responds',
    );
  });

  test('when the new host does not answer', async () => {
    const replacing = new Replacing(STACKED, to('cp3', 'cp4', '10.0.0.14'));
    expect(await refusedWith(replacing, ({world}) => void world.unreachable.add(hostName('cp4')))).toContain('cp4');
  });

  test.each([1, 2])('with %i voters until downtime is accepted', async count => {
    const config = only(STACKED, count === 1 ? /^cp1$/ : /^cp[12]$/);
    const replacement = to('cp1', 'cp4', '10.0.0.14');
    expect(await refusedWith(new Replacing(config, replacement))).toContain('replace/few-members');
    const replacing = new Replacing(config, replacement, {acceptDowntime: true});
    const cluster = await replacing.built();
    await replacing.run(cluster);
    await replacing.expectReplaced(cluster);
  });

  test('when the new host is a member already, and etcd would tolerate fewer failures', async () => {
    const five = {
      ...STACKED,
      hosts: [
        ...STACKED.hosts,
        ...[4, 5].map(n => ({...STACKED.hosts[0]!, name: hostName(`cp${n}`), address: `10.0.0.1${n}`})),
      ],
    };
    const replacing = new Replacing(five, to('cp3', 'cp4'));
    expect(await refusedWith(replacing)).toContain('quorum/at-risk');
  });

  test('with seven voters, of which the old one is healthy', async () => {
    const seven = {
      ...STACKED,
      hosts: [
        ...STACKED.hosts,
        ...[4, 5, 6, 7].map(n => ({...STACKED.hosts[0]!, name: hostName(`cp${n}`), address: `10.0.0.1${n}`})),
      ],
    };
    const replacing = new Replacing(seven, to('cp3', 'cp8', '10.0.0.18'));
    expect(await refusedWith(replacing)).toContain('replace/too-many-voters');
    const cluster = await replacing.built();
    cluster.world.lose(hostName('cp3'));
    await replacing.run(cluster);
    await replacing.expectReplaced(cluster);
  });
});

test('a machine that is alive is not replaced by itself', async () => {
  const replacing = new Replacing(STACKED, to('cp3', 'cp3'));
  const cluster = await replacing.built();
  expect(await replacing.run(cluster)).toMatchObject({ran: false, plan: []});
});

test('the new host is prepared while it is verified that the lost one is unreachable', async () => {
  const replacing = new Replacing(only(STACKED, /^cp/), to('cp3', 'cp4', '10.0.0.14'));
  const cluster = await replacing.built();
  cluster.world.lose(hostName('cp3'));
  const {plan} = await replacing.run(cluster, {dryRun: true});
  expect(plan.map(({title}) => title)).toEqual([
    'Prepare cp4, and verify that the lost host is unreachable from the cluster',
    'Remove cp3 from etcd',
    'Configure the hosts',
    'Add cp4 to etcd as a learner',
    'Promote cp4 to etcd voting member',
    'Start the services',
    'Record etcd membership',
    'Wait for API servers to become ready',
    'Reload load balancers',
    'Wait for nodes to become ready',
    'Delete node cp3',
    'Wait for the pod network and cluster DNS',
  ]);
  expect(new Set(plan[0]!.actions.map(action => ('host' in action ? action.host : '')))).toEqual(
    new Set(['cp3', 'cp4']),
  );
});
