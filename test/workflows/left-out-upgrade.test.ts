import {beforeAll, describe, expect, test} from 'vitest';
import {type HostName, hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {type UpgradeSettings, upgrade} from '../../src/workflows/upgrade.js';
import {Scenario} from '../scenario/run.js';
import {clusterConfig, hostConfig} from '../support/builders/config.js';
import type {MemoryCluster} from '../support/memory-cluster.js';

const GIVEN: UpgradeSettings = {
  rollout: {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 5},
  available: ['1.36.3', '1.37.2'],
  rollback: false,
  acceptDowntime: false,
};
const hostNames = (...names: readonly string[]) => names.map(hostName);

/** The version of the kubelet that each host is linked to. */
const kubelets = ({world}: MemoryCluster) =>
  Object.fromEntries(
    [...world.disks].flatMap(([host, disk]) => {
      const target = disk.links.get('/opt/quorate/bin/kubelet');
      return target === undefined ? [] : [[host, target.split('/')[2]]];
    }),
  );

describe.each(['stacked', 'external'] as const)('an upgrade, %s etcd,', place => {
  const before = clusterConfig(place);
  const config = {...before, hosts: [...before.hosts, hostConfig('w2', '10.0.0.22', 'worker')]};
  const after = new Scenario({...config, kubernetesVersion: '1.37.2'});
  const controlPlanes = [
    ...(place === 'external' ? hostNames('etcd1', 'etcd2', 'etcd3') : []),
    ...hostNames('cp1', 'cp2', 'cp3'),
  ];
  let built: MemoryCluster;
  beforeAll(async () => {
    const scenario = new Scenario(config);
    built = scenario.fresh();
    await scenario.run(apply, built);
  });

  const without = (...off: readonly HostName[]) => {
    const cluster = after.over(built);
    for (const host of off) cluster.world.lose(host);
    return cluster;
  };

  test('leaves out a worker that is off, and upgrades it when it is back', async () => {
    const [w2] = hostNames('w2') as [HostName];
    const cluster = without(w2);
    const outcome = await after.run(upgrade(GIVEN), cluster);
    expect(outcome.incomplete).toMatchObject({
      code: 'hosts/left-out',
      message: expect.stringContaining('w2'),
      suggestions: expect.arrayContaining([
        expect.stringContaining('`quorate remove --lost w2`'),
        expect.stringContaining('quorate upgrade'),
      ]),
    });
    expect(kubelets(cluster)).toEqual({cp1: '1.37.2', cp2: '1.37.2', cp3: '1.37.2', w1: '1.37.2', w2: '1.36.3'});
    cluster.world.unreachable.delete(w2);
    for (const unit of cluster.world.disk(w2).enabled) cluster.world.start(w2, unit);
    cluster.world.settle();
    const later = cluster.newProcess();
    expect((await after.run(upgrade(GIVEN), later)).incomplete).toBeUndefined();
    expect(kubelets(later).w2).toBe('1.37.2');
  });

  test('is refused with a control plane that is off, in one message', async () => {
    const cluster = without(hostName('cp3'));
    const failure = await after.run(upgrade(GIVEN), cluster).catch((error: unknown) => error);
    expect((failure as Error).message.match(/\[ERROR [^\]]*\]/g)).toEqual([
      place === 'stacked' ? '[ERROR quorum/member-down]' : '[ERROR upgrade/host-unreachable]',
    ]);
    expect((failure as Error).message).toMatch(/2 of 3/);
    expect(cluster.operations).toEqual([]);
  });

  test('within a limit upgrades the control planes first, and then a worker', async () => {
    const cluster = without();
    await expect(after.run(upgrade(GIVEN), cluster, {limit: hostNames('w1')})).rejects.toMatchObject({
      message: expect.stringContaining('upgrade/limit-skew'),
    });
    await expect(after.run(upgrade(GIVEN), cluster, {limit: hostNames('cp1', 'w1')})).rejects.toMatchObject({
      message: expect.stringContaining('upgrade/limit-skew'),
    });
    expect(cluster.operations).toEqual([]);
    const first = await after.run(upgrade(GIVEN), cluster, {limit: controlPlanes});
    expect(first.incomplete).toBeUndefined();
    expect(first.plan.map(({title}) => title)).toContain('Take an etcd snapshot');
    expect(kubelets(cluster)).toMatchObject({cp3: '1.37.2', w1: '1.36.3', w2: '1.36.3'});
    cluster.world.lose(hostName('cp3'));
    const later = cluster.newProcess();
    const second = await after.run(upgrade(GIVEN), later, {limit: hostNames('w1')});
    expect(second.incomplete).toBeUndefined();
    expect(second.plan.map(({title}) => title)).not.toContain('Take an etcd snapshot');
    expect(kubelets(later)).toMatchObject({w1: '1.37.2', w2: '1.36.3'});
  });
});
