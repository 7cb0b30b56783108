import {afterAll, beforeAll, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {example, type LabCluster, labCluster} from '../support/cluster.js';
import {killedUntilDone} from '../support/killed.js';
import {freshHosts} from '../support/labs.js';
import {oracle} from '../support/oracle.js';

const FILE = example('single');
const INIT = ['init', '-c', FILE];
const JOIN = ['join', 'w1', 'w2', '-c', FILE];
let cluster: LabCluster;

beforeAll(async () => {
  cluster = await labCluster(FILE);
  await freshHosts(cluster);
}, 3_600_000);

afterAll(async () => {
  await succeed(['lab', 'down', '-c', FILE]);
});

test('init killed again and again, at every kind of moment, gets there when it is run often enough', async () => {
  const kills = await killedUntilDone(INIT);
  console.log(`init was killed ${kills} times on its way`);
  expect(kills).toBeGreaterThanOrEqual(6);
  await oracle(cluster, INIT, ['cp1']);
});

test('join killed again and again gets there too, and loses nothing the cluster was told before', async () => {
  await cluster.kubectl(['create', 'configmap', 'before', '--from-literal=word=kept']);
  const kills = await killedUntilDone(JOIN);
  console.log(`join was killed ${kills} times on its way`);
  expect(kills).toBeGreaterThanOrEqual(4);
  await oracle(cluster, JOIN, ['cp1', 'w1', 'w2']);
  expect(await cluster.kubectl(['get', 'configmap', 'before', '-o', 'jsonpath={.data.word}'])).toBe('kept');
});
