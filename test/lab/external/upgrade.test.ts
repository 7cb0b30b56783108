import {rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {afterAll, beforeAll, test} from 'vitest';
import {changedExample, labCluster} from '../support/cluster.js';
import {livingCluster} from '../support/labs.js';
import {EXTERNAL} from '../support/topology.js';
import {brokenEtcdIsTakenBack, goesToTheEnd} from '../support/upgrade-drills.js';
import {buildBoth, type Upgrading, upgrading} from '../support/upgrading.js';

let file: string;
let drill: Upgrading;

// The last in this lab: it leaves a cluster of another version.
beforeAll(async () => {
  await buildBoth();
  file = await changedExample('external', text => text);
  const cluster = await labCluster(file);
  await livingCluster(cluster);
  drill = await upgrading(cluster, EXTERNAL);
}, 3_600_000);

afterAll(async () => {
  drill?.close();
  await rm(dirname(file), {recursive: true});
});

test('an etcd that never becomes healthy is taken back, and the others go on', () => brokenEtcdIsTakenBack(drill));

test('the same command goes on to the end, and loses no write and no answer', () => goesToTheEnd(drill));
