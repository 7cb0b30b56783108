import {rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {afterAll, beforeAll, test} from 'vitest';
import {changedExample, labCluster} from '../support/cluster.js';
import {livingCluster} from '../support/labs.js';
import {STACKED} from '../support/topology.js';
import {goesToTheEnd, isPlanned, isRefusedByBudget} from '../support/upgrade-drills.js';
import {buildBoth, type Upgrading, upgrading} from '../support/upgrading.js';

let file: string;
let drill: Upgrading;

// Runs last in this lab, because it leaves a cluster with another version.
beforeAll(async () => {
  await buildBoth();
  file = await changedExample('stacked', text => text);
  const cluster = await labCluster(file);
  await livingCluster(cluster);
  drill = await upgrading(cluster, STACKED);
}, 3_600_000);

afterAll(async () => {
  drill?.close();
  await rm(dirname(file), {recursive: true});
});

test('the plan of an upgrade lists versions, stages and checks, and changes nothing', () => isPlanned(drill));

test('a PodDisruptionBudget that allows no eviction refuses the upgrade before the first change', () =>
  isRefusedByBudget(drill));

test('the upgrade completes without a lost write or a failed read', () => goesToTheEnd(drill));
