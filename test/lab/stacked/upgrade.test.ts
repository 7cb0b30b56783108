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

// The last in this lab: it leaves a cluster of another version.
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

test('the plan of an upgrade says what moves, in which order and by which rules, and changes nothing', () =>
  isPlanned(drill));

test('a budget that lets nobody go refuses it before anything changes', () => isRefusedByBudget(drill));

test('it goes to the end, and loses no write and no answer', () => goesToTheEnd(drill));
