import {beforeAll, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {example, labCluster} from '../support/cluster.js';
import {livingCluster} from '../support/labs.js';
import {type Outages, outages, passing} from '../support/outage.js';
import {STACKED} from '../support/topology.js';

const FILE = example('stacked');
let outage: Outages;

beforeAll(async () => {
  const cluster = await labCluster(FILE);
  outage = outages(cluster, STACKED);
  await livingCluster(cluster);
}, 3_600_000);

test('no acknowledged write is lost when the host of the leader loses power, and it recovers by itself', async () => {
  const leader = await outage.leader();
  const written = await outage.writingWhile('power', () => outage.powerCut(leader));
  console.log(`power cut of ${leader}, the leader: longest gap ${written.longestGapMs} ms`);
});

test('no acknowledged write is lost when the leader is partitioned, and it recovers by itself', async () => {
  const leader = await outage.leader();
  const written = await outage.writingWhile('cut', async () => {
    await succeed(['lab', 'partition', leader, '-c', FILE]);
    await passing(8000);
    await succeed(['lab', 'heal', leader, '-c', FILE]);
  });
  console.log(`network cut of the leader ${leader}: longest gap ${written.longestGapMs} ms`);
});
