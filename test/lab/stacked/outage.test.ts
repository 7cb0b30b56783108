import {beforeAll, expect, test} from 'vitest';
import {artifactContent} from '../support/bundle.js';
import {succeed} from '../support/cli.js';
import {eventually, example, type LabCluster, labCluster} from '../support/cluster.js';
import {livingCluster} from '../support/labs.js';
import {type Outages, outages, passing} from '../support/outage.js';
import {STACKED} from '../support/topology.js';

const FILE = example('stacked');
let cluster: LabCluster;
let outage: Outages;

beforeAll(async () => {
  cluster = await labCluster(FILE);
  outage = outages(cluster, STACKED);
  await livingCluster(cluster);
}, 3_600_000);

test('no acknowledged write is lost when the leader loses its power, and it comes back by itself', async () => {
  const leader = await outage.leader();
  const written = await outage.writingWhile('power', () => outage.powerCut(leader));
  console.log(`power cut of ${leader}, the leader: longest gap ${written.longestGapMs} ms`);
});

test('a network cut of the leader loses nothing and heals', async () => {
  const leader = await outage.leader();
  const written = await outage.writingWhile('cut', async () => {
    await succeed(['lab', 'cut', leader, '-c', FILE]);
    await passing(8000);
    await succeed(['lab', 'heal', leader, '-c', FILE]);
  });
  console.log(`network cut of the leader ${leader}: longest gap ${written.longestGapMs} ms`);
});

test('with one control plane down pods keep running and new ones are scheduled', async () => {
  const {artifact, content} = await artifactContent('agnhost');
  for (const host of ['w1', 'w2'])
    await cluster.lab.exec(host, ['/opt/quorate/bin/ctr', '-n', 'k8s.io', 'images', 'import', '-'], {stdin: content});
  const create = (name: string) =>
    kubectlOn('cp2', ['create', 'deployment', name, `--image=${artifact.image}`, '--replicas=2']);
  await create('before');
  await kubectlOn('cp2', ['rollout', 'status', 'deployment/before', '--timeout=120s']);
  await succeed(['lab', 'kill', 'cp1', '-c', FILE]);
  await eventually('a deployment can be made', () => create('during'));
  await kubectlOn('cp2', ['rollout', 'status', 'deployment/during', '--timeout=120s']);
  expect(await kubectlOn('cp2', ['get', 'deployment', 'before', '-o', 'jsonpath={.status.readyReplicas}'])).toBe('2');
});

test('with two control planes down writes stop, and both booting again heals it with nothing lost', async () => {
  await kubectlOn('cp2', ['create', 'configmap', 'before-the-end', '--from-literal=word=kept']);
  await succeed(['lab', 'kill', 'cp2', '-c', FILE]);
  await expect(kubectlOn('cp3', ['create', 'configmap', 'never', '--request-timeout=5s'])).rejects.toThrow();
  await Promise.all(['cp1', 'cp2'].map(host => succeed(['lab', 'boot', host, '-c', FILE])));
  await outage.backAgain();
  expect(await cluster.kubectl(['get', 'configmap', 'before-the-end', '-o', 'jsonpath={.data.word}'])).toBe('kept');
  const {stderr} = await succeed(['apply', '-c', FILE]);
  expect(stderr).toContain('Nothing to do');
  await cluster.kubectl(['delete', 'deployment', 'before', 'during']);
});

const kubectlOn = (host: string, words: readonly string[]) =>
  cluster.on(host, '/opt/quorate/bin/kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', ...words);
