import {mkdtemp, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {killedUntilDone} from '../support/killed.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo, readyNodes} from '../support/oracle.js';
import {refused} from '../support/refusal.js';
import {without} from '../support/variants.js';
import {lost, startWriter} from '../support/writer.js';

const CASES = [
  {
    topology: 'stacked',
    network: '10.88.55',
    change: without('w2'),
    etcd: ['cp1', 'cp2', 'cp3'],
    nodes: ['cp1', 'cp2', 'cp3', 'w1'],
  },
  {
    topology: 'external',
    network: '10.88.56',
    change: (text: string) => without('w2')(without('cp2')(text)),
    etcd: ['etcd1', 'etcd2', 'etcd3'],
    nodes: ['cp1', 'w1'],
  },
] as const;

describe.each(CASES)('$topology: a backup', ({topology, network, change, etcd, nodes}) => {
  const name = `backup-${topology}`;
  let cluster: LabCluster;
  let file: string;
  let folder: string;
  let passphrase: string;
  let backup: string;
  let early: Parameters<typeof lost>[1];
  let token: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quorate-backup-'));
    passphrase = join(folder, 'passphrase');
    backup = join(folder, 'all.backup');
    await writeFile(passphrase, 'correct horse battery staple\n', {mode: 0o600});
    file = await changedExample(topology, text => asLab(name, network)(change(text)));
    cluster = await labCluster(file);
    await freshHosts(cluster);
    await succeed(['apply', '-c', file]);
  }, 3_600_000);
  afterAll(async () => {
    await cluster?.lab.down();
    await rm(folder, {recursive: true, force: true});
  });

  const restore = (...words: readonly string[]) => [
    ...['restore', backup, '-c', file, '--confirm', name, '--passphrase-file', passphrase],
    ...words,
  ];
  const get = (...words: readonly string[]) => cluster.kubectl(['get', ...words]);
  const available = async () => (await get('deployment', 'shop', '-o', 'jsonpath={.status.availableReplicas}')) === '2';
  const reviewed = async () => {
    const review = {apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: {token}};
    const answer = await cluster.kubectl(['create', '-o', 'json', '-f', '-'], JSON.stringify(review));
    return JSON.parse(answer).status.user?.username;
  };

  /** As it was when the backup was made, and complete. */
  async function isBack(): Promise<void> {
    expect(await lost(cluster, early)).toEqual([]);
    expect(await get('secret', 'word', '-o', 'jsonpath={.data.word}')).toBe(
      Buffer.from('unchanged').toString('base64'),
    );
    expect(await reviewed()).toBe('system:serviceaccount:default:default');
    await eventually('the nodes are Ready', async () =>
      JSON.stringify(await readyNodes(cluster)) === JSON.stringify(nodes) ? true : undefined,
    );
    await eventually('the workload runs', async () => ((await available()) ? true : undefined), 180_000);
    const voters = await members(cluster, etcd[0]);
    expect(voters).toEqual(etcd.map(each => ({name: each, started: true, learner: false})));
    expect(await nothingToDo(file)).toBe(true);
    await nothingFound(file);
  }

  test('is written while a writer runs, and is encrypted', async () => {
    const image = (
      await get(
        'pods',
        '-n',
        'kube-system',
        '-l',
        'k8s-app=kube-dns',
        '-o',
        'jsonpath={.items[0].spec.containers[0].image}',
      )
    ).trim();
    await cluster.kubectl(['create', 'secret', 'generic', 'word', '--from-literal=word=unchanged']);
    await cluster.kubectl(['create', 'deployment', 'shop', `--image=${image}`, '--replicas=2']);
    await eventually('the workload runs', async () => ((await available()) ? true : undefined), 180_000);
    token = (await cluster.kubectl(['create', 'token', 'default', '--duration=24h'])).trim();
    const writer = await startWriter(cluster, 'w1', 'early');
    await writer.acknowledges(30);
    early = await writer.stop();
    const during = await startWriter(cluster, 'w1', 'during');
    const {tookMs} = await succeed(['backup', backup, '-c', file, '--passphrase-file', passphrase]);
    const {longestGapMs} = await during.stop();
    console.log(`${topology}: backup took ${tookMs} ms, longest gap of the writer ${longestGapMs} ms`);
    expect((await stat(backup)).mode & 0o777).toBe(0o600);
    await cluster.kubectl(['create', 'configmap', 'after-the-backup']);
    expect(await refused(['backup', backup, '-c', file, '--passphrase-file', passphrase])).toMatchObject({
      code: 'usage/file-exists',
    });
    expect(await refused(['backup', '-c', file])).toMatchObject({code: 'usage/encryption'});
  });

  test('is not restored over a cluster that is there', async () => {
    expect(await refused(restore())).toMatchObject({
      code: 'refused/findings',
      message: expect.stringContaining('backup/cluster-exists'),
    });
    expect(await get('configmap', 'after-the-backup', '-o', 'name')).toContain('after-the-backup');
  });

  test('gives the cluster back on new machines, also when it was killed five times', async () => {
    await freshHosts(cluster);
    await rm(file);
    const dry = await succeed(restore('--dry-run'));
    console.log(dry.stdout);
    const started = performance.now();
    const kills = await killedUntilDone(restore(), 5, async () => {}, [
      '3:sent',
      '8:before',
      '12:sent',
      '20:after',
      '4:sent',
    ]);
    console.log(`${topology}: restored after ${kills} kills in ${Math.round((performance.now() - started) / 1000)} s`);
    expect(await get('configmaps', '-o', 'name')).not.toContain('after-the-backup');
    await isBack();
    const again = await succeed(restore());
    expect(again.stdout).toContain('No changes');
  });

  test('gives an etcd back whose hosts are all new, in one run', async () => {
    await cluster.kubectl(['create', 'configmap', 'after-the-restore']);
    for (const host of topology === 'external' ? etcd : nodes) await succeed(['lab', 'replace', host, '-c', file]);
    const {tookMs, stderr} = await succeed(restore());
    console.log(`${topology}: restored in ${(tookMs / 1000).toFixed(1)} s\n${stderr}`);
    expect(await get('configmaps', '-o', 'name')).not.toContain('after-the-restore');
    await isBack();
  });
});
