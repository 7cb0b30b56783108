import {describe, expect, test} from 'vitest';
import type {ClusterConfig} from '../../src/core/model/config.js';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {join} from '../../src/workflows/join.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';
import {configWith} from './small.js';
import {opened} from './way-out/situation.js';

const withQuota = (config: ClusterConfig, name = 'quota-backend-bytes'): ClusterConfig => ({
  ...config,
  extraArgs: {...config.extraArgs, etcd: [{name, value: '8589934592'}]},
});

/** A cluster that runs as configured, and whose etcd is full. */
async function full(config: ClusterConfig, kind = 'NOSPACE'): Promise<MemoryCluster> {
  const scenario = new Scenario(config);
  const cluster = scenario.fresh();
  await scenario.run(apply, cluster);
  cluster.world.alarms = [`${kind} ${cluster.world.membership!.members[0]!.id}`];
  return cluster;
}

const ALARM = {code: 'quorum/findings', message: expect.stringContaining('quorum/etcd-alarm')};

describe.each(['stacked', 'external'] as const)('a %s cluster whose etcd is full', place => {
  const config = configWith(place, /./);

  test('restarts its members with a larger quota, and does the rest when the alarm is disarmed', async () => {
    const before = await full(config);
    const scenario = new Scenario({...withQuota(config), hosts: config.hosts});
    const cluster = scenario.over(before);
    cluster.world.stop(hostName('cp1'), 'kube-scheduler.service');
    const codes: string[] = [];
    const report = (event: {readonly type: string; readonly finding?: {readonly code: string}}) => {
      if (event.type === 'finding') codes.push(event.finding!.code);
    };
    await expect(scenario.run(apply, cluster, {report})).rejects.toMatchObject({
      ...ALARM,
      suggestions: expect.arrayContaining([expect.stringContaining('`quorate etcd alarm disarm`')]),
    });
    expect(codes).toContain('etcd/quota-first');
    const restarts = cluster.operations.filter(each => each.includes(': run '));
    expect(restarts.length).toBe(cluster.world.membership!.members.length);
    expect(restarts.every(each => each.endsWith(': run etcd.service'))).toBe(true);

    const again = cluster.newProcess();
    await expect(scenario.run(apply, again)).rejects.toMatchObject(ALARM);
    expect(again.operations).toEqual([]);

    again.world.alarms = [];
    const last = again.newProcess();
    await scenario.run(apply, last);
    expect(last.operations.some(each => each.includes('kube-scheduler.service'))).toBe(true);
  });

  test.each([
    ['another flag of etcd is changed', 'NOSPACE', withQuota(config, 'snapshot-count')],
    ['a member is corrupt as well', 'CORRUPT', withQuota(config)],
    ['no member has to restart', 'NOSPACE', config],
  ])('is left as it is when %s', async (_, kind, changed) => {
    const scenario = new Scenario(changed);
    const cluster = scenario.over(await full(config, kind));
    await expect(scenario.run(apply, cluster)).rejects.toMatchObject(ALARM);
    expect(cluster.operations).toEqual([]);
  });

  test('gets no new host, whatever quota is configured', async () => {
    const smaller = configWith(place, /^(?!w1)/);
    const {world} = await full(smaller);
    const {scenario, cluster} = opened(withQuota(config), world);
    await expect(scenario.run(join([hostName('w1')]), cluster)).rejects.toMatchObject({
      code: expect.stringMatching(/\/findings$/),
    });
    expect(cluster.operations).toEqual([]);
  });
});
