import {describe, expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {upgrade} from '../../src/workflows/upgrade.js';
import {clusterConfig} from '../support/builders/config.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';

const config = clusterConfig('stacked');
const named = (pattern: RegExp) => ({
  ...config,
  artifacts: {source: 'mirror', mirror: 'https://files.example.com/k8s'} as const,
  hosts: config.hosts.filter(({name}) => pattern.test(name)),
});
const installations = ({operations}: MemoryCluster) => operations.filter(each => /: (fetch|install) /.test(each));

describe('with hosts that download,', () => {
  test('init killed at any operation completes when it is run again', {timeout: 120_000}, async () => {
    const scenario = new Scenario(named(/^(cp1|w1)$/));
    const {tried, diverged} = await scenario.everyKill(init, scenario.fresh(), {slowStart: false});
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(15);
  });

  test('an upgrade killed at any download completes when it is run again', {timeout: 600_000}, async () => {
    const small = named(/^(cp|w1)/);
    const before = new Scenario(small);
    const made = before.fresh();
    await before.run(apply, made);
    const after = new Scenario({...small, kubernetesVersion: '1.37.2'});
    const settings = {
      rollout: {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 5},
      available: ['1.36.3', '1.37.2'],
      rollback: false,
      acceptDowntime: false,
    };
    const among = (operations: readonly string[]) => operations.filter(each => each.includes(': fetch '));
    const {tried, diverged} = await after.everyKill(upgrade(settings), after.over(made), {among});
    expect(diverged).toEqual([]);
    // Before the first operation; in the middle of and after those of four hosts.
    expect(tried).toBe(9);
  });

  test('every host asks for one file, then downloads; a second run asks for nothing', async () => {
    const scenario = new Scenario(named(/^(cp|w)/));
    const cluster = scenario.fresh();
    await scenario.run(apply, cluster);
    expect(cluster.sourceRequests).toHaveLength(scenario.desired.hosts.length);
    expect(cluster.sourceRequests[0]).toMatch(/^cp1 https:\/\/files\.example\.com\/k8s\//);
    expect(installations(cluster).map(each => each.replace(/\d+ files/, 'files'))).toEqual(
      scenario.desired.hosts.map(({name}) => `${name}: fetch files`),
    );
    const again = cluster.newProcess();
    expect(await scenario.run(apply, again)).toMatchObject({ran: false});
    expect(again.sourceRequests).toEqual([]);
  });

  test('a host with neither curl nor wget gets its files by upload, and asks for nothing', async () => {
    const scenario = new Scenario(named(/^(cp1|w1)$/));
    const cluster = scenario.fresh();
    cluster.world.disk(hostName('w1')).without = new Set(['curl', 'wget']);
    const verified: string[] = [];
    const {plan} = await scenario.run(apply, cluster, {
      verify: async artifacts => void verified.push(...artifacts.map(({name}) => name)),
    });
    expect(installations(cluster)).toEqual(['cp1: fetch 21 files', 'w1: install 14 files']);
    expect(cluster.sourceRequests.map(each => each.split(' ')[0])).toEqual(['cp1']);
    const uploads = plan.flatMap(({actions}) => actions.filter(({kind}) => kind === 'artifact/install'));
    expect(new Set(uploads.map(each => (each as {because?: string}).because))).toEqual(new Set(['no-downloader']));
    // Only what is uploaded is verified on the machine of the operator.
    expect(verified).toHaveLength(14);
    expect(verified).not.toContain('kube-apiserver');
  });

  test('a source that a host cannot use refuses the run before any change', async () => {
    const scenario = new Scenario(named(/^(cp1|w1)$/));
    const cluster = scenario.fresh();
    cluster.world.noSource.add(hostName('w1'));
    await expect(scenario.run(apply, cluster)).rejects.toMatchObject({
      code: 'preflight/findings',
      message: expect.stringMatching(/\[ERROR ArtifactSource\]: w1: .*https:\/\/files\.example\.com\/k8s/),
    });
    expect(cluster.operations).toEqual([]);
  });

  test('with the check ignored, that host gets its files by upload', async () => {
    const scenario = new Scenario(named(/^(cp1|w1)$/));
    const cluster = scenario.fresh();
    cluster.world.noSource.add(hostName('w1'));
    const {warnings} = await scenario.run(apply, cluster, {ignorePreflight: ['ArtifactSource']});
    expect(warnings.map(({code}) => code)).toContain('ArtifactSource');
    expect(installations(cluster)).toEqual(['cp1: fetch 21 files', 'w1: install 14 files']);
  });

  test('a host without tar is refused with the package to install', async () => {
    const scenario = new Scenario({...named(/^(cp1|w1)$/), packages: 'require'});
    const cluster = scenario.fresh();
    cluster.world.disk(hostName('w1')).without.add('tar');
    await expect(scenario.run(apply, cluster)).rejects.toMatchObject({
      code: 'preflight/findings',
      message: expect.stringContaining('[ERROR FileExisting-tar]: w1: '),
      suggestions: expect.arrayContaining([expect.stringContaining('tar')]),
    });
    expect(cluster.operations).toEqual([]);
  });
});
