import {rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {killedUntilDone} from '../support/killed.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, oracle, readyApiServers, readyNodes} from '../support/oracle.js';

const [FROM, TO] = ['1.36.3', '1.37.2'];
let file: string;
let cluster: LabCluster;

beforeAll(async () => {
  file = await changedExample('single', asLab('up-killed', '10.88.19'));
  cluster = await labCluster(file);
  await succeed(['bundle', 'build', '--kubernetes', FROM]);
  await succeed(['bundle', 'build', '--kubernetes', TO]);
  await freshHosts(cluster);
  await succeed(['apply', '-c', file]);
}, 3_600_000);

afterAll(async () => {
  await succeed(['lab', 'down', '-c', file]);
  await rm(dirname(file), {recursive: true, force: true});
});

test('a single voter is not restarted without --accept-downtime', async () => {
  const {code, stderr} = await quorate(['upgrade', '-c', file, '--to', TO]);
  expect(stderr).toContain('--accept-downtime');
  expect(code).toBe(5);
});

test('a full disk stops the upload, and no version changes', async () => {
  const folder = `/opt/quorate/kubernetes/${TO}`;
  await cluster.on('w1', 'sh', '-c', `mkdir -p ${folder} && mount -t tmpfs -o size=4m none ${folder}`);
  const {code, stderr} = await quorate(['upgrade', '-c', file, '--to', TO, '--accept-downtime']);
  await cluster.on('w1', 'umount', folder);
  expect(code).toBe(6);
  expect(stderr).toContain('w1: no space left to write');
  for (const host of ['cp1', 'w1', 'w2'])
    expect(await cluster.on(host, 'readlink', '/opt/quorate/bin/kubelet')).toContain(FROM);
});

test('an upgrade that is killed repeatedly completes, and no acknowledged write is lost', async () => {
  await cluster.kubectl(['create', 'configmap', 'before', '--from-literal=word=kept']);
  const upgrade = ['upgrade', '-c', file, '--to', TO, '--accept-downtime'];
  // The only etcd and the only API server do not serve for some seconds after a restart.
  const served = () =>
    eventually('the API answers again', async () => {
      await readyApiServers(cluster, ['cp1']);
      return (await readyNodes(cluster)).includes('cp1') ? true : undefined;
    });
  const kills = await killedUntilDone(upgrade, 200, served);
  console.log(`upgrade was killed ${kills} times on its way`);
  expect(kills).toBeGreaterThanOrEqual(10);
  await oracle(cluster, upgrade, ['cp1', 'w1', 'w2']);
  expect(await cluster.kubectl(['get', 'configmap', 'before', '-o', 'jsonpath={.data.word}'])).toBe('kept');
  const versions = await cluster.kubectl(['get', 'nodes', '-o', 'jsonpath={.items[*].status.nodeInfo.kubeletVersion}']);
  expect(versions).toBe(`v${TO} v${TO} v${TO}`);
  expect(await cluster.kubectl(['get', 'nodes', '-o', 'jsonpath={.items[*].spec.unschedulable}'])).toBe('');
  await nothingFound(file);
});
