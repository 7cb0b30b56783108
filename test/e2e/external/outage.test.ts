import {beforeAll, expect, test} from 'vitest';
import {quorate, succeed} from '../support/cli.js';
import {eventually, example, type LabCluster, labCluster} from '../support/cluster.js';
import {livingCluster} from '../support/labs.js';
import {type Outages, outages, passing} from '../support/outage.js';
import {EXTERNAL} from '../support/topology.js';

const FILE = example('external');
let cluster: LabCluster;
let outage: Outages;

beforeAll(async () => {
  cluster = await labCluster(FILE);
  outage = outages(cluster, EXTERNAL);
  await livingCluster(cluster);
}, 3_600_000);

test('no acknowledged write is lost when the host of the etcd leader loses power, and it recovers by itself', async () => {
  const leader = await outage.leader();
  const written = await outage.writingWhile('power-leader', () => outage.powerCut(leader));
  console.log(`power cut of ${leader}, the leader: longest gap ${written.longestGapMs} ms`);
});

test('with two etcd hosts partitioned from all others writes stop, and resume by themselves', async () => {
  const away = ['etcd2', 'etcd3'];
  const written = await outage.writingWhile('cut-two', async () => {
    await Promise.all(away.map(host => succeed(['lab', 'partition', host, '-c', FILE])));
    await eventually('writes are refused', async () => {
      const {code} = await cluster.lab.exec('cp1', [
        ...KUBECTL,
        'create',
        'configmap',
        'never',
        '--request-timeout=3s',
      ]);
      return code === 0 ? undefined : true;
    });
    await passing(6000);
    await Promise.all(away.map(host => succeed(['lab', 'heal', host, '-c', FILE])));
  });
  console.log(`two etcd hosts partitioned: longest gap ${written.longestGapMs} ms`);
  expect(written.longestGapMs).toBeGreaterThan(6000);
  const {stderr} = await quorate(['apply', '-c', FILE]);
  expect(stderr).toContain('No changes');
});

const KUBECTL = ['/opt/quorate/bin/kubectl', '--kubeconfig=/etc/kubernetes/admin.conf'];
