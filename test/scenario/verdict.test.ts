import {expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {remove} from '../../src/workflows/remove.js';
import {clusterConfig} from '../support/rendering.js';
import {Scenario} from './run.js';

const scenario = () => new Scenario(clusterConfig('stacked'));
const QUORATE = 'quorate: 3 of 3 voters, leader cp1; survives the loss of any 1 host';

test('a run ends with the verdict on the cluster, whether it did something or not, and a dry run has none', async () => {
  const cluster = scenario();
  const site = cluster.fresh();
  const [dry, first, second] = [
    await cluster.run(apply, site, {dryRun: true}),
    await cluster.run(apply, site),
    await cluster.run(apply, site),
  ];
  expect([dry, first, second].map(({ran, diagnosis}) => [ran, diagnosis?.verdict.sentence])).toEqual([
    [false, undefined],
    [true, QUORATE],
    [false, QUORATE],
  ]);
});

test('while a cluster is built step by step, each step says what it can lose', async () => {
  const cluster = scenario();
  const site = cluster.fresh();
  const sentences = [
    await cluster.run(init, site),
    await cluster.run(join([hostName('cp2')]), site),
    await cluster.run(join([hostName('cp3')]), site),
  ].map(({diagnosis}) => diagnosis?.verdict.sentence);
  expect(sentences).toEqual([
    'quorate: 1 of 1 voter, leader cp1; 1 voter survives no loss',
    'quorate: 2 of 2 voters, leader cp1; 2 voters survive no loss',
    QUORATE,
  ]);
});

test('a host that was removed is not missed, though the configuration still names it', async () => {
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
