import {beforeAll, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {example, type LabCluster, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {type Outages, outages, passing} from '../support/outage.js';
import {EXTERNAL} from '../support/topology.js';

let cluster: LabCluster;
let outage: Outages;

beforeAll(async () => {
  cluster = await labCluster(example('external'));
  outage = outages(cluster, EXTERNAL);
  await freshHosts(cluster);
  await succeed(['apply', '-c', cluster.file]);
}, 3_600_000);

/** The leader changes only when its host loses power, so one of the three power losses affects it. */
const led: string[] = [];

test.each(Object.keys(EXTERNAL.members))(
  'no acknowledged write is lost when %s loses power, and it recovers by itself',
  async host => {
    const leads = (await outage.leader()) === host;
    if (leads) led.push(host);
    const written = await outage.writingWhile(`power-${host}`, () => outage.powerCut(host));
    console.log(`power cut of ${host}${leads ? ', the leader' : ''}: longest gap ${written.longestGapMs} ms`);
  },
);

test('one of these hosts had the leader', () => {
  expect(led.length).toBeGreaterThan(0);
});

test.each(Object.keys(EXTERNAL.controlPlanes))('no acknowledged write is lost when %s loses power', async host => {
  const written = await outage.writingWhile(`power-${host}`, () => outage.powerCut(host));
  console.log(`power cut of ${host}: longest gap ${written.longestGapMs} ms`);
});

test('control planes partitioned from one etcd host continue with the others', async () => {
  const leader = await outage.leader();
  const apart = (verb: 'partition' | 'heal') =>
    succeed([
      'lab',
      verb,
      leader,
      ...Object.keys(EXTERNAL.controlPlanes).flatMap(other => ['--from', other]),
      '-c',
      cluster.file,
    ]);
  const written = await outage.writingWhile('cut-one', async writer => {
    await apart('partition');
    await passing(8000);
    await writer.acknowledges(10);
    await apart('heal');
  });
  console.log(`control planes partitioned from the leader ${leader}: longest gap ${written.longestGapMs} ms`);
});
