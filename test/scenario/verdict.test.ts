import {expect, test} from 'vitest';
import {diagnose} from '../../src/core/diagnosis/diagnose.js';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {remove} from '../../src/workflows/remove.js';
import {clusterConfig} from '../support/builders/config.js';
import {TEMPLATES} from '../support/rendering.js';
import {Scenario} from './run.js';

const scenario = () => new Scenario(clusterConfig('stacked'));
const QUORATE =
  'quorate: 3 of 3 voters, leader cp1; tolerates the loss of any 1 host if the name api.golden.test leads to more than 1 control plane';

test('every run ends with a verdict, also without changes; a dry run has none', async () => {
  const cluster = scenario();
  const site = cluster.fresh();
  const [dry, first, second] = [
    await cluster.run(apply, site, {dryRun: true}),
    await cluster.run(apply, site),
    await cluster.run(apply, site),
  ];
  expect([dry, first, second].map(({ran, diagnosis}) => [ran, diagnosis?.verdict.summary])).toEqual([
    [false, undefined],
    [true, QUORATE],
    [false, QUORATE],
  ]);
});

test('each host that joins raises the tolerance in the verdict', async () => {
  const cluster = scenario();
  const site = cluster.fresh();
  const summaries = [
    await cluster.run(init, site),
    await cluster.run(join([hostName('cp2')]), site),
    await cluster.run(join([hostName('cp3')]), site),
  ].map(({diagnosis}) => diagnosis?.verdict.summary);
  expect(summaries).toEqual([
    'quorate: 1 of 1 voter, leader cp1; tolerates no failure with 1 voter',
    'quorate: 2 of 2 voters, leader cp1; tolerates no failure with 2 voters',
    QUORATE,
  ]);
});

test('a removed host is not in the diagnosis, although the configuration still has it', async () => {
  const cluster = scenario();
  const site = cluster.fresh();
  await cluster.run(apply, site);
  const [host, lost, drainSeconds] = [hostName('cp3'), new Set<never>(), 300];
  const {diagnosis} = await cluster.run(
    remove({hosts: [host], lost, drainSeconds, acceptReducedTolerance: true}),
    site,
  );
  expect(diagnosis?.verdict).toMatchObject({quorate: 'yes', voters: 2, healthy: 2});
  expect(JSON.stringify(diagnosis)).not.toContain('cp3');
});

test('a healthy cluster in memory has no findings, and one with a stopped unit has one', async () => {
  const built = scenario();
  const cluster = built.fresh();
  const {diagnosis} = await built.run(apply, cluster);
  expect(diagnosis?.findings.map(({code, host}) => [code, host])).toEqual([]);
  cluster.world.disk(hostName('w1')).started.delete('kubelet.service');
  const evidence = await cluster.observe(built.desired, 'diagnosis');
  const {release} = built;
  const after = diagnose({desired: built.desired, evidence, release, templates: TEMPLATES, now: new Date()});
  expect(after.findings.map(({code, host}) => [code, host])).toEqual([['hosts/unit-stopped', 'w1']]);
});
