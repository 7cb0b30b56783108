import {describe, expect, test} from 'vitest';
import {type HostName, hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {readHoldings, resetOwn} from '../../src/workflows/reset-own.js';
import {clusterConfig} from '../support/builders/config.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';

const [cp1, cp2, cp3, w1] = [hostName('cp1'), hostName('cp2'), hostName('cp3'), hostName('w1')];
const {hosts: HOSTS} = clusterConfig('stacked');
const of = (...names: readonly string[]) =>
  new Scenario(clusterConfig('stacked', {hosts: HOSTS.filter(({name}) => names.includes(name))}));
const resetting = (...hosts: readonly HostName[]) =>
  resetOwn({hosts, lost: new Set(), drainSeconds: 300, acceptReducedTolerance: true});

async function made(scenario: Scenario): Promise<MemoryCluster> {
  const cluster = scenario.fresh();
  await scenario.run(apply, cluster);
  return cluster;
}

test('a reset of a host of a cluster that is killed at any operation completes when it is run again', {
  timeout: 300_000,
}, async () => {
  const scenario = of('cp1', 'cp2', 'cp3');
  const {tried, diverged} = await scenario.everyKill(resetting(cp3), await made(scenario));
  expect(diverged).toEqual([]);
  expect(tried).toBeGreaterThan(6);
});

test('a host is drained, its member removed and its Node deleted, as by a removal', async () => {
  const scenario = of('cp1', 'cp2', 'cp3');
  const cluster = await made(scenario);
  await scenario.run(resetting(cp3), cluster);
  expect(cluster.operations.slice(-6)).toEqual([
    'drain cp3',
    'cp3: put 2 files',
    'etcd: remove https://10.0.0.13:2380',
    'cp3: put 2 files',
    'cp3: reset',
    'delete node cp3',
  ]);
});

describe('a reset of a host whose cluster cannot let it go changes nothing, and names', () => {
  const scenario = of('cp1', 'cp2', 'cp3', 'w1');
  const refusal = async (cluster: MemoryCluster, ...hosts: readonly HostName[]) => {
    const {length} = cluster.operations;
    const error = await scenario.run(resetting(...hosts), cluster).catch((failure: unknown) => failure);
    expect(cluster.operations).toHaveLength(length);
    return error as {readonly message: string; readonly suggestions: readonly string[]};
  };

  test.each([[[cp3]], [[w1]], [[cp2, w1]]])(
    'the id with which %j can be given up, when etcd has no quorum',
    async hosts => {
      const cluster = await made(scenario);
      for (const host of [cp1, cp2]) {
        cluster.world.disk(host).etcdData = undefined;
        cluster.world.stop(host, 'etcd.service');
      }
      const {message, suggestions} = await refusal(cluster, ...hosts);
      expect(message).toContain('[ERROR reset/no-cluster]');
      expect(suggestions.join('\n')).toMatch(
        new RegExp(`quorate reset ${hosts.join(' ')} --cluster-id [0-9a-f]{32}\``),
      );
    },
  );

  test('`reset --all`, for the last control plane', async () => {
    const single = of('cp1', 'w1');
    const cluster = await made(single);
    const error = await single.run(resetting(cp1), cluster).catch((failure: unknown) => failure);
    expect(error).toMatchObject({
      suggestions: expect.arrayContaining([expect.stringContaining('to tear down the cluster: `quorate reset --all`')]),
    });
    // Its keys are not lost, and nothing has to be restored.
    expect([...(error as Error).message.matchAll(/ERROR (\S+)\]/g)].map(([, code]) => code)).toEqual([
      'remove/last-control-plane',
      'quorum/at-risk',
    ]);
  });
});

describe('what would be deleted on named hosts', () => {
  const scenario = of('cp1', 'cp2', 'cp3', 'w1');
  const holdings = (cluster: MemoryCluster, ...names: readonly string[]) =>
    readHoldings(scenario.desired, cluster.host, names.map(hostName));

  test('is listed for those with something of quorate', async () => {
    const cluster = await made(scenario);
    expect((await holdings(cluster, 'cp3', 'w1')).map(({host}) => host)).toEqual(['cp3', 'w1']);
    expect(await holdings(scenario.fresh(), 'cp3')).toEqual([]);
  });

  test.each([
    ['cannot be reached', ['w1', 'cp3'], 'remove/unreachable'],
    ['is not in the configuration', ['w1', 'w7'], 'remove/unknown-host'],
  ])('is refused before anything is asked when one of them %s', async (_, names, code) => {
    const cluster = await made(scenario);
    cluster.world.lose(cp3);
    await expect(holdings(cluster, ...names)).rejects.toMatchObject({
      code: 'refused/findings',
      message: expect.stringContaining(`[ERROR ${code}]`),
    });
  });
});
