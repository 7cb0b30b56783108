import {afterAll, beforeAll, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {asLab, changedExample, type LabCluster, labCluster} from '../support/cluster.js';
import {killedUntilDone} from '../support/killed.js';
import {freshHosts} from '../support/labs.js';
import {nothingToDo, oracle, picture} from '../support/oracle.js';
import {refused} from '../support/refusal.js';
import {without} from '../support/variants.js';

const HOSTS = ['cp1', 'cp2', 'cp3'];
let file: string;
let two: string;
let cluster: LabCluster;
let grown: Readonly<Record<string, string>>;

beforeAll(async () => {
  file = await changedExample('stacked', withoutWorkers);
  two = await changedExample('stacked', text => without('cp3')(withoutWorkers(text)));
  cluster = await labCluster(file);
  await freshHosts(cluster);
}, 3_600_000);

afterAll(async () => {
  await succeed(['lab', 'down', '-c', file]);
});

test('a cluster of one grows to two', async () => {
  await succeed(['init', '-c', file]);
  await succeed(['join', 'cp2', '-c', file]);
  await oracle(cluster, ['join', 'cp2', '-c', file], ['cp1', 'cp2'], ['cp1', 'cp2']);
});

test('two voters are restarted only with --accept-downtime', async () => {
  // The unit file is written again with the same content, so that the unit needs a restart.
  await cluster.on('cp1', 'touch', '/etc/systemd/system/etcd.service');
  expect(await refused(['apply', '-c', two])).toMatchObject({
    exit: 5,
    code: 'quorum/at-risk',
    suggestions: [expect.stringContaining('--accept-downtime')],
  });
  await succeed(['apply', '-c', two, '--accept-downtime']);
  await nothingToDo(two);
});

test('the join of a third control plane, killed repeatedly, leaves no learner and loses no write', async () => {
  await cluster.kubectl(['create', 'configmap', 'before', '--from-literal=word=kept']);
  const command = ['join', 'cp3', '-c', file];
  const kills = await killedUntilDone(command, 14);
  console.log(`join cp3 was killed ${kills} times on its way`);
  expect(kills).toBeGreaterThanOrEqual(10);
  await oracle(cluster, command, HOSTS, HOSTS);
  expect(await cluster.kubectl(['get', 'configmap', 'before', '-o', 'jsonpath={.data.word}'])).toBe('kept');
  grown = await pictures();
});

test('apply on new hosts, killed repeatedly, bootstraps one cluster', async () => {
  await freshHosts(cluster);
  const command = ['apply', '-c', file];
  const kills = await killedUntilDone(command, 14);
  console.log(`apply was killed ${kills} times on its way`);
  expect(kills).toBeGreaterThanOrEqual(10);
  await oracle(cluster, command, HOSTS, HOSTS);
});

test('init and join build the same cluster as apply', async () => {
  expect(await pictures()).toEqual(grown);
});

/** The example in a lab of its own, control planes only. */
const withoutWorkers = (text: string): string =>
  asLab('grown', '10.88.11')(text).replace(/\n\s*- name: w1[\s\S]*$/, '\n');

const pictures = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(await Promise.all(HOSTS.map(async host => [host, await picture(cluster, host)] as const)));
