import {readFile, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {begun, quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo, readyApiServers} from '../support/oracle.js';

const [FROM, BETWEEN, TO] = ['1.35.4', '1.36.3', '1.37.2'];
let file: string;
let cluster: LabCluster;
const upgrade = (...words: readonly string[]) => ['upgrade', '-c', file, '--accept-downtime', ...words];
const inUse = async (program: string) => {
  const link = await cluster.on('cp1', 'readlink', `/opt/quorate/bin/${program}`);
  return link.trim().split('/')[2];
};

beforeAll(async () => {
  for (const version of [FROM, BETWEEN, TO]) await succeed(['bundle', 'build', '--kubernetes', version]);
  file = await changedExample('single', text =>
    asLab('up-minors', '10.88.20')(text).replace(/kubernetesVersion: .*/, `kubernetesVersion: "${FROM}"`),
  );
  cluster = await labCluster(file);
  await freshHosts(cluster);
  await succeed(['apply', '-c', file]);
  await cluster.kubectl(['create', 'configmap', 'before', '--from-literal=word=kept']);
}, 3_600_000);

afterAll(async () => {
  await succeed(['lab', 'down', '-c', file]);
  await rm(dirname(file), {recursive: true, force: true});
});

test('an upgrade over two minors is planned through the minor in between', async () => {
  const {stderr, stdout} = await succeed(['upgrade', 'plan', '-c', file, '--to', TO]);
  expect(stderr).toContain(`One minor at a time: to ${BETWEEN}, then to ${TO}`);
  expect(stdout).toMatch(new RegExp(`kubernetes +${FROM} +${BETWEEN}`));
  expect(await readFile(file, 'utf8')).toContain(`kubernetesVersion: "${FROM}"`);
});

test('an upgrade killed during its first minor is rolled back with --abort', async () => {
  await killedWhenTheApiServerRuns(BETWEEN);
  expect(await readFile(file, 'utf8')).toContain(`kubernetesVersion: "${TO}"`);
  const {code, stderr} = await quorate(upgrade('--abort'));
  expect(code, stderr).toBe(0);
  for (const program of ['kube-apiserver', 'kubelet']) expect(await inUse(program)).toBe(FROM);
  expect(await readFile(file, 'utf8')).toContain(`kubernetesVersion: "${FROM}"`);
  await nothingFound(file);
});

test('an upgrade killed during its first minor completes when it is run again', async () => {
  await killedWhenTheApiServerRuns(BETWEEN);
  const {code, stderr} = await quorate(upgrade('--to', TO));
  expect(stderr).toContain('upgrade: done');
  expect(code).toBe(0);
  for (const program of ['kube-apiserver', 'kubelet']) expect(await inUse(program)).toBe(TO);
  expect(await readFile(file, 'utf8')).toContain(`kubernetesVersion: "${TO}"`);
  expect(await cluster.kubectl(['get', 'configmap', 'before', '-o', 'jsonpath={.data.word}'])).toBe('kept');
  await nothingFound(file);
  expect(await nothingToDo(file)).toBe(true);
});

async function killedWhenTheApiServerRuns(version: string): Promise<void> {
  const run = begun(upgrade('--to', TO));
  await eventually(
    `the API server is switched to ${version}`,
    async () => ((await inUse('kube-apiserver')) === version ? true : undefined),
    300_000,
  );
  run.kill('SIGKILL');
  expect((await run).signal).toBe('SIGKILL');
  await eventually('the API answers again', async () => {
    await readyApiServers(cluster, ['cp1']);
    return true;
  });
}
