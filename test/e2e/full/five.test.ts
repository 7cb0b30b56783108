import {afterAll, beforeAll, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {freshHosts} from '../support/labs.js';
import {oracle} from '../support/oracle.js';
import {without} from '../support/variants.js';

const FIVE = ['cp1', 'cp2', 'cp3', 'cp4', 'cp5'];
/** One lab, and a configuration for each number of control planes. */
const files: Record<number, string> = {};
let cluster: LabCluster;

beforeAll(async () => {
  for (const count of [1, 3, 5]) files[count] = await changedExample('stacked', controlPlanes(count));
  cluster = await labCluster(files[5]!);
  await freshHosts(cluster);
}, 3_600_000);

afterAll(async () => {
  await succeed(['lab', 'down', '-c', files[5]!]);
});

test.each([1, 3, 5])('apply grows the cluster to %i control planes, each with a voter', async count => {
  const {tookMs} = await succeed(['apply', '-c', files[count]!]);
  console.log(`apply to ${count} control planes took ${(tookMs / 1000).toFixed(1)} s`);
  if (count === 1) await cluster.kubectl(['create', 'configmap', 'first', '--from-literal=word=kept']);
  const hosts = FIVE.slice(0, count);
  await oracle(cluster, ['apply', '-c', files[count]!], hosts, hosts);
});

test('five voters survive the loss of two, including the first, without a lost write', async () => {
  for (const host of ['cp1', 'cp4']) await succeed(['lab', 'poweroff', host, '-c', files[5]!]);
  const kubectl = (...words: readonly string[]) =>
    cluster.on('cp2', '/opt/quorate/bin/kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', ...words);
  await eventually('writes go on', () => kubectl('create', 'configmap', 'after', '--request-timeout=5s'));
  expect(await kubectl('get', 'configmap', 'first', '-o', 'jsonpath={.data.word}')).toBe('kept');
  expect(await members(cluster, 'cp5')).toHaveLength(5);
});

const controlPlanes = (count: number) => (text: string) => {
  const three = asLab('five', '10.88.16')(text).replace(/\n *- name: w1[\s\S]*/, '\n');
  const five = three + ['4', '5'].map(number => host(three, number)).join('');
  return FIVE.slice(count).reduce((rest, name) => without(name)(rest), five);
};

/** Like the third control plane. */
const host = (text: string, number: string): string =>
  /( *- name: cp3\n(?: {6}.*\n)+)/
    .exec(text)![1]!
    .replace('cp3', `cp${number}`)
    .replace('10.88.16.13', `10.88.16.1${number}`);
