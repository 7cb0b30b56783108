import {afterAll, beforeAll, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {example, type LabCluster, labCluster} from '../support/cluster.js';
import {killedUntilDone} from '../support/killed.js';
import {freshHosts} from '../support/labs.js';
import {picture} from '../support/oracle.js';

const FILE = example('single');
const HOSTS = ['cp1', 'w1', 'w2'];
const STEPS = [
  ['init', '-c', FILE],
  ['join', 'w1', 'w2', '-c', FILE],
];
let cluster: LabCluster;

beforeAll(async () => {
  cluster = await labCluster(FILE);
  await freshHosts(cluster);
}, 3_600_000);

afterAll(async () => {
  await succeed(['lab', 'down', '-c', FILE]);
});

test('killed runs and an undisturbed run build the same cluster', async () => {
  for (const step of STEPS) await succeed(step);
  const whole = await pictures();
  await freshHosts(cluster);
  for (const step of STEPS) expect(await killedUntilDone(step)).toBeGreaterThan(0);
  expect(await pictures()).toEqual(whole);
});

const pictures = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(await Promise.all(HOSTS.map(async host => [host, await picture(cluster, host)] as const)));
