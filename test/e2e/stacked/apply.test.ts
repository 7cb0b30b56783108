import {beforeAll, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {example, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, readyNodes} from '../support/oracle.js';
import {stageSeconds} from '../support/stages.js';
import {STACKED} from '../support/topology.js';

const FILE = example('stacked');
let cluster: LabCluster;

beforeAll(async () => {
  cluster = await labCluster(FILE);
  await freshHosts(cluster);
}, 3_600_000);

test('apply builds three control planes and two workers in one run, and ends with the verdict', async () => {
  const {stderr, tookMs} = await succeed(['apply', '-c', FILE]);
  console.log(`apply on five fresh hosts took ${(tookMs / 1000).toFixed(1)} s`);
  console.log(`binaries and images were uploaded in ${stageSeconds(stderr, 'Install binaries and images')} s`);
  expect(stderr).toMatch(/^stacked is quorate: 3 of 3 voters, leader cp\d; .*$/m);
  expect(await readyNodes(cluster)).toEqual(STACKED.nodes);
  expect(await members(cluster, 'cp1')).toEqual(
    Object.keys(STACKED.members).map(name => ({name, started: true, learner: false})),
  );
});

test('apply run again finds no changes', async () => {
  const {stderr, tookMs} = await succeed(['apply', '-c', FILE]);
  expect(stderr).toContain('No changes');
  console.log(`an apply with nothing to do took ${(tookMs / 1000).toFixed(1)} s`);
});

test('topology check has no findings', async () => {
  expect(await nothingFound(FILE)).toBe(true);
});
