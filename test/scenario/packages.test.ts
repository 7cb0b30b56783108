import {expect, test} from 'vitest';
import type {ClusterConfig} from '../../src/core/model/config.js';
import {hostName} from '../../src/core/model/names.js';
import {planJson} from '../../src/run/report/plan-json.js';
import {planText} from '../../src/run/report/plan-text.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {clusterConfig} from '../support/builders/config.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';

const config = (changes: Partial<ClusterConfig> = {}): ClusterConfig => {
  const full = clusterConfig('stacked');
  return {...full, hosts: full.hosts.filter(({name}) => /^(cp1|w1)$/.test(name)), ...changes};
};

/** Hosts without these commands. */
const lacking = (scenario: Scenario, ...commands: readonly string[]): MemoryCluster => {
  const cluster = scenario.fresh();
  for (const disk of cluster.world.disks.values()) for (const command of commands) disk.without.add(command);
  return cluster;
};
const installations = ({operations}: MemoryCluster) =>
  operations.filter(each => /: install [a-z]/.test(each)).map(each => each.replace(/^\w+: /, ''));

test('the plan names the packages of each host before anything else, and installs them in one call a host', async () => {
  const scenario = new Scenario(config());
  const cluster = lacking(scenario, 'haproxy', 'nft');
  const {plan} = await scenario.run(apply, cluster, {dryRun: true});
  const planned = {kind: 'packages/install', manager: 'apt', packages: ['haproxy', 'nftables']};
  expect(plan[0]?.actions).toMatchObject([
    {...planned, host: 'cp1'},
    {...planned, host: 'w1'},
  ]);
  expect(planText(plan)).toContain('haproxy, nftables');
  expect(planJson(plan).stages[0]?.actions[0]).toMatchObject(planned);
  await scenario.run(apply, cluster);
  expect(installations(cluster)).toEqual(['install haproxy nftables', 'install haproxy nftables']);
  expect(await scenario.run(apply, cluster.newProcess())).toMatchObject({ran: false});
});

test('init killed at any operation completes when it is run again', {timeout: 120_000}, async () => {
  const scenario = new Scenario(config());
  const {diverged} = await scenario.everyKill(init, lacking(scenario, 'haproxy', 'nft', 'losetup'), {slowStart: false});
  expect(diverged).toEqual([]);
});

test('a host without tar gets it before it downloads', async () => {
  const scenario = new Scenario(config({artifacts: {source: 'mirror', mirror: 'https://files.example.com/k8s'}}));
  const cluster = lacking(scenario, 'tar');
  const {plan} = await scenario.run(apply, cluster);
  const kinds = plan.slice(0, 2).map(({actions}) => [...new Set(actions.map(({kind}) => kind))]);
  expect(kinds).toEqual([['packages/install'], ['artifact/fetch']]);
});

test('a package that was removed from a running cluster is installed again, and nothing else changes', async () => {
  const scenario = new Scenario(config());
  const cluster = scenario.fresh();
  await scenario.run(apply, cluster);
  cluster.world.disk(hostName('w1')).without.add('nft');
  const {plan} = await scenario.run(apply, cluster);
  expect(plan.flatMap(({actions}) => actions)).toMatchObject([
    {kind: 'packages/install', host: 'w1', packages: ['nftables']},
  ]);
});

test('with `packages: require`, the host is refused with the command that installs what is missing', async () => {
  const scenario = new Scenario(config({packages: 'require'}));
  const cluster = lacking(scenario, 'haproxy', 'nft');
  await expect(scenario.run(apply, cluster)).rejects.toMatchObject({
    code: 'preflight/findings',
    message: expect.stringMatching(/FileExisting-nft\]: cp1: [\s\S]*FileExisting-haproxy\]: w1: /),
    suggestions: expect.arrayContaining([expect.stringMatching(/w1: .apt-get install .* haproxy nftables/)]),
  });
  expect(cluster.operations).toEqual([]);
});
