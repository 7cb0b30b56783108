import {rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {createChecker, type Doctor, shortDeadline} from '../support/check.js';
import {succeed} from '../support/cli.js';
import {changedExample, type LabCluster, labCluster} from '../support/cluster.js';
import {clusterFaults} from '../support/cluster-faults.js';
import {livingCluster} from '../support/labs.js';
import {STACKED} from '../support/topology.js';

let file: string;
let cluster: LabCluster;
let asked: Doctor;

beforeAll(async () => {
  file = await changedExample('stacked', shortDeadline);
  cluster = await labCluster(file);
  asked = createChecker(cluster);
  await livingCluster(cluster);
}, 3_600_000);

afterAll(() => rm(dirname(file), {recursive: true}));

test('a healthy cluster has no findings', async () => {
  await asked.healthyAgain();
  const {stdout, tookMs} = await asked.check();
  expect(stdout).toContain('stacked is quorate: 3 of 3 voters');
  console.log(`topology check of five healthy hosts took ${(tookMs / 1000).toFixed(1)} s`);
});

/** One fault each of etcd, of a host and of the API. test/e2e/full has all faults. */
const FEW = ['a learner left behind', 'an edited unit', 'a Node that takes no pods'];

test.each(FEW)('%s is the only finding', async name => {
  await asked.isFound(clusterFaults(STACKED.network).find(fault => fault.name === name)!);
});

test('a host that is down is reported, and the consequences of that are not', async () => {
  await succeed(['lab', 'poweroff', 'w2', '-c', file]);
  try {
    await asked.finds('hosts/unreachable w2');
  } finally {
    await succeed(['lab', 'start', 'w2', '-c', file]);
  }
  await asked.healthyAgain();
});

test('with a voter down the cluster tolerates no further failure, and the exit code says so', async () => {
  await cluster.on('cp3', 'systemctl', 'stop', 'etcd.service');
  try {
    const {code, stdout} = await asked.check();
    expect([code, stdout]).toEqual([5, expect.stringMatching(/2 of 3 voters/)]);
  } finally {
    await cluster.on('cp3', 'systemctl', 'start', 'etcd.service');
  }
  await asked.healthyAgain();
});

test('another image under the name of the pause image is found, and apply imports the right one again', async () => {
  const ctr = '/opt/quorate/bin/ctr -n k8s.io images';
  const named = async (name: string) => (await cluster.on('w1', 'sh', '-c', `${ctr} ls -q | grep '/${name}:'`)).trim();
  const [pause, coredns] = [await named('pause'), await named('coredns')];
  const digestOf = (image: string) =>
    cluster.on('w1', 'sh', '-c', `${ctr} ls 'name=="${image}"' | grep -o 'sha256:[0-9a-f]*' | head -n 1`);
  const before = await digestOf(pause);
  await cluster.on('w1', 'sh', '-c', `${ctr} rm ${pause} && ${ctr} tag ${coredns} ${pause}`);

  await asked.finds('drift/image-differs w1');
  const points = `${pause}: it points to ${(await digestOf(coredns)).trim()}, not ${before.trim()}`;
  expect((await succeed(['plan', '-c', file])).stdout).toContain(points);
  await succeed(['apply', '-c', file]);
  expect(await digestOf(pause)).toBe(before);
  await asked.healthyAgain();
});
