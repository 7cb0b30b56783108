import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {beforeAll, expect, test} from 'vitest';
import {shellBlocks} from '../../docs/shell-blocks.js';
import {artifactContent} from '../support/bundle.js';
import {ROOT, succeed} from '../support/cli.js';
import {eventually, example, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {freshHosts} from '../support/labs.js';
import {nothingToDo} from '../support/oracle.js';
import {type Outages, outages} from '../support/outage.js';
import {guardSaid, wipeMember} from '../support/quorum.js';
import {STACKED} from '../support/topology.js';

const FILE = example('stacked');
const CONTROL_PLANES = Object.keys(STACKED.controlPlanes);
let cluster: LabCluster;
let outage: Outages;

beforeAll(async () => {
  cluster = await labCluster(FILE);
  outage = outages(cluster, STACKED);
  await freshHosts(cluster);
  await succeed(['apply', '-c', cluster.file]);
}, 3_600_000);

test.each(CONTROL_PLANES)(
  'no acknowledged write is lost when %s loses power, and it recovers by itself',
  async host => {
    const leads = (await outage.leader()) === host;
    const written = await outage.writingWhile(`power-${host}`, () => outage.powerCut(host));
    console.log(`power cut of ${host}${leads ? ', the leader' : ''}: longest gap ${written.longestGapMs} ms`);
  },
);

test('with one control plane down pods keep running and new ones are scheduled', async () => {
  const {artifact, content} = await artifactContent('agnhost');
  for (const host of ['w1', 'w2'])
    await cluster.lab.exec(host, ['/opt/quorate/bin/ctr', '-n', 'k8s.io', 'images', 'import', '-'], {stdin: content});
  const create = (name: string) =>
    kubectlOn('cp2', ['create', 'deployment', name, `--image=${artifact.image}`, '--replicas=2']);
  await create('before');
  await kubectlOn('cp2', ['rollout', 'status', 'deployment/before', '--timeout=120s']);
  await succeed(['lab', 'poweroff', 'cp1', '-c', FILE]);
  await eventually('a deployment can be made', () => create('during'));
  await kubectlOn('cp2', ['rollout', 'status', 'deployment/during', '--timeout=120s']);
  expect(await kubectlOn('cp2', ['get', 'deployment', 'before', '-o', 'jsonpath={.status.readyReplicas}'])).toBe('2');
});

test('with two control planes down writes stop, and resume without a lost write when both boot', async () => {
  await kubectlOn('cp2', ['create', 'configmap', 'before-the-end', '--from-literal=word=kept']);
  await succeed(['lab', 'poweroff', 'cp2', '-c', FILE]);
  await expect(kubectlOn('cp3', ['create', 'configmap', 'never', '--request-timeout=5s'])).rejects.toThrow();
  await Promise.all(['cp1', 'cp2'].map(host => succeed(['lab', 'start', host, '-c', FILE])));
  await outage.backAgain();
  expect(await cluster.kubectl(['get', 'configmap', 'before-the-end', '-o', 'jsonpath={.data.word}'])).toBe('kept');
  const {stderr} = await succeed(['apply', '-c', FILE]);
  expect(stderr).toContain('No changes');
  await cluster.kubectl(['delete', 'deployment', 'before', 'during']);
});

test('the commands in docs/topologies.md replace a member that lost its data', async () => {
  const blocks = shellBlocks(await readFile(join(ROOT, 'docs', 'topologies.md'), 'utf8'));
  const [tryIt, query, replace] = ['export ', 'quorate lab exec cp1 ', 'quorate replace cp1 '].map(begin =>
    blocks.find(block => block.startsWith(begin)),
  );
  const before = tryIt!.split('\n')[0];
  await succeed(['config', 'validate', '-c', FILE]);
  expect((await succeed(['apply', '-c', FILE, '--dry-run'])).stdout).toContain('No changes');
  expect((await typed(tryIt!)).stderr).toContain('No changes');
  const {stdout} = await typed(`${before}\n${query}`);
  for (const host of CONTROL_PLANES) expect(stdout).toMatch(new RegExp(`\\| started +\\| +${host} +\\|`));

  const folder = await mkdtemp(join(tmpdir(), 'quorate-'));
  await succeed(['kubeconfig', '--merge', '-c', FILE], {KUBECONFIG: join(folder, 'config')});
  expect(await readFile(join(folder, 'config'), 'utf8')).toContain('server: https://10.88.2.11:6443');
  await rm(folder, {recursive: true});

  await wipeMember(cluster, 'cp1');
  await eventually('the start guard of cp1 refuses', async () => (await guardSaid(cluster, 'cp1')).length || undefined);
  const journal = ['--', 'journalctl', '-u', 'etcd', '-n', '10'];
  expect((await succeed(['lab', 'exec', 'cp1', '-c', FILE, ...journal])).stdout).toContain('etcd-guard: ');
  // Without a terminal nothing is asked: --yes confirms.
  await typed(`${before}\n${replace!.replace('quorate replace cp1 ', 'quorate replace --yes cp1 ')}`);
  await outage.backAgain();
  expect(await members(cluster, 'cp2')).toEqual(CONTROL_PLANES.map(name => ({name, started: true, learner: false})));
  await nothingToDo(FILE);
});

/** `quorate` stands for the build in this checkout. */
const typed = (block: string) =>
  execa('bash', ['-euc', `quorate() { node bin/run.js "$@"; }\n${block}`], {
    cwd: ROOT,
    env: {CI: 'true', NO_COLOR: '1'},
    stdin: 'ignore',
  });

const kubectlOn = (host: string, words: readonly string[]) =>
  cluster.on(host, '/opt/quorate/bin/kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', ...words);
