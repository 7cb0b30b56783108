import {beforeAll, describe, expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import {SYSUSERS} from '../../src/core/render/users.js';
import {apply} from '../../src/workflows/apply.js';
import {type UpgradeSettings, upgrade} from '../../src/workflows/upgrade.js';
import {asRoot} from '../support/former-users.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';
import {configWith} from './small.js';

const GIVEN: UpgradeSettings = {
  rollout: {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 5},
  available: ['1.36.3', '1.37.2'],
  rollback: false,
  acceptDowntime: false,
};
const config = configWith('stacked', /^(cp|w1)/);
const cluster = new Scenario(config);
const after = new Scenario({...config, kubernetesVersion: '1.37.2'});
const SERVICES = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

let made: MemoryCluster;
beforeAll(async () => {
  made = cluster.fresh();
  await cluster.run(apply, made);
});

/** The same cluster as an earlier quorate left it: everything runs as root. */
const former = () => asRoot(made.newProcess());

const usersOf = ({world}: MemoryCluster, host: string) =>
  SERVICES.map(name => world.disk(hostName(host)).runsAs.get(`${name}.service`));

describe('a new cluster', () => {
  test('runs each service as its user, which has the data', () => {
    const disk = made.world.disk(hostName('cp1'));
    expect(usersOf(made, 'cp1')).toEqual(SERVICES);
    expect([...disk.users].sort()).toEqual([...SERVICES].sort());
    expect(disk.ownerOf('/var/lib/etcd')).toBe('etcd:etcd');
    expect(disk.ownerOf('/var/log/kubernetes/audit')).toBe('kube-apiserver:kube-apiserver');
    expect(made.world.disk(hostName('w1')).users).toEqual(new Set());
  });

  test('has users again that someone deleted', async () => {
    const again = made.newProcess();
    again.world.disk(hostName('cp2')).users.delete('etcd');
    const {plan} = await cluster.run(apply, again);
    expect(plan.flatMap(({actions}) => actions)).toMatchObject([{kind: 'users/create', host: 'cp2'}]);
    expect(await cluster.run(apply, again.newProcess())).toMatchObject({ran: false});
  });

  test.each([
    ['/var/lib/etcd', 'etcd'],
    ['/var/log/kubernetes/audit', 'kube-apiserver'],
  ])('gives %s back to the user of a service that runs, without a restart', async (path, user) => {
    const again = made.newProcess();
    again.world.disk(hostName('cp1')).owners.set(path, 'nobody');
    const {plan} = await cluster.run(apply, again);
    expect(plan.flatMap(({actions}) => actions)).toEqual([
      {kind: 'mode/set', host: 'cp1', entry: path, mode: '700', owner: `${user}:${user}`},
    ]);
  });
});

describe('a cluster that runs as root', () => {
  test('moves host by host, and the data of a running service changes its owner only with its restart', async () => {
    const root = former();
    const {plan} = await cluster.run(apply, root);
    expect(plan.map(({title}) => title)).toEqual([
      'Try the new flags of etcd',
      'Configure the hosts',
      'Restart etcd on cp2',
      'Restart etcd on cp3',
      'Restart etcd on cp1',
      'Run the control plane on cp1',
      'Run the control plane on cp2',
      'Run the control plane on cp3',
      'Wait for API servers to become ready',
    ]);
    expect(plan.flatMap(({actions}) => actions.filter(({kind}) => kind === 'mode/set'))).toEqual([]);
    for (const host of ['cp1', 'cp2', 'cp3']) expect(usersOf(root, host)).toEqual(SERVICES);
    expect(root.world.picture()).toBe(made.world.picture());
    expect(await cluster.run(apply, root.newProcess())).toMatchObject({ran: false, plan: []});
  });

  test.each(SERVICES.slice(0, 2))('goes back to root if %s does not start as its user', async name => {
    const root = former();
    root.world.broken.add(`--user-of-${name}`);
    const unit = `${name}.service`;
    const start = root.world.start.bind(root.world);
    // As if the program failed under its user only.
    root.world.start = (host, each) => {
      start(host, each);
      const disk = root.world.disk(host);
      if (each === unit && disk.runsAs.get(unit) === name) disk.failing.set(unit, 0);
    };
    await expect(cluster.run(apply, root)).rejects.toThrow();
    const first = name === 'etcd' ? 'cp2' : 'cp1';
    const disk = root.world.disk(hostName(first));
    expect(disk.runs(unit)).toBe(true);
    expect(disk.runsAs.get(unit)).toBe('root');
    const others = ['cp1', 'cp2', 'cp3'].filter(host => host !== first);
    for (const host of others) expect(root.world.disk(hostName(host)).runsAs.get(unit)).toBe('root');
  });

  test('moves with an upgrade', async () => {
    const root = asRoot(after.over(made));
    await after.run(upgrade(GIVEN), root);
    for (const host of ['cp1', 'cp2', 'cp3']) expect(usersOf(root, host)).toEqual(SERVICES);
    expect(await after.run(apply, root.newProcess())).toMatchObject({ran: false});
  });

  test('is there after its etcd was repaired in place', async () => {
    const root = former();
    root.world.mayLoseQuorum = true;
    for (const host of ['cp1', 'cp2', 'cp3']) root.world.stop(hostName(host), 'etcd.service');
    await cluster.run(apply, root);
    for (const host of ['cp1', 'cp2', 'cp3']) expect(usersOf(root, host)).toEqual(SERVICES);
  });

  test('is moved by the next run, wherever one was killed', {timeout: 900_000}, async () => {
    const {tried, diverged} = await cluster.everyKill(apply, former());
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(60);
  });

  test('keeps the users of a host on which they were before', async () => {
    const root = former();
    const disk = root.world.disk(hostName('cp1'));
    disk.users.add('etcd');
    await cluster.run(apply, root);
    expect(disk.files.has(SYSUSERS)).toBe(true);
    expect(usersOf(root, 'cp1')).toEqual(SERVICES);
  });
});
