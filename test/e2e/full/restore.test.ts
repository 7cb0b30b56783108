import {readdir, readFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {NODE_BALANCER_URL} from '../../../src/core/model/desired.js';
import {quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {startInformer} from '../support/informer.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo} from '../support/oracle.js';
import {refused} from '../support/refusal.js';
import {without} from '../support/variants.js';
import {lost, startWriter} from '../support/writer.js';

const CASES = [
  {topology: 'stacked', network: '10.88.50', etcd: ['cp1', 'cp2', 'cp3']},
  {topology: 'external', network: '10.88.51', etcd: ['etcd1', 'etcd2', 'etcd3']},
] as const;

describe.each(CASES)('$topology: a restore', ({topology, network, etcd}) => {
  let cluster: LabCluster;
  let file: string;
  const name = `restore-${topology}`;

  beforeAll(async () => {
    file = await changedExample(topology, text => asLab(name, network)(without('w2')(text)));
    cluster = await labCluster(file);
    await freshHosts(cluster);
    await succeed(['apply', '-c', file]);
  }, 3_600_000);
  afterAll(() => cluster?.lab.down());

  const restore = (snapshot: string, ...words: readonly string[]) => [
    ...['etcd', 'restore', snapshot, '-c', file, '--confirm', name],
    ...words,
  ];
  const configMap = (what: string) => cluster.kubectl(['create', 'configmap', what, '--from-literal=value=1']);
  const configMaps = async () => (await cluster.kubectl(['get', 'configmaps', '-o', 'name'])).split('\n');
  /** Of the newest snapshot on this machine. */
  async function saved(): Promise<string> {
    await succeed(['etcd', 'snapshot', 'save', '-c', file]);
    const folder = join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'quorate', 'snapshots', name);
    return join(
      folder,
      (await readdir(folder))
        .filter(each => each.endsWith('.db'))
        .toSorted()
        .at(-1)!,
    );
  }
  const podOn = async (what: string, node: string) => {
    const image = (
      await cluster.kubectl([
        'get',
        'pods',
        '-n',
        'kube-system',
        '-l',
        'k8s-app=kube-dns',
        '-o',
        'jsonpath={.items[0].spec.containers[0].image}',
      ])
    ).trim();
    const spec = {nodeName: node, containers: [{name: 'a', image}], tolerations: [{operator: 'Exists'}]};
    await cluster.kubectl(
      ['apply', '-f', '-'],
      JSON.stringify({apiVersion: 'v1', kind: 'Pod', metadata: {name: what}, spec}),
    );
    await eventually(`${what} runs`, async () =>
      (await cluster.kubectl(['get', 'pod', what, '-o', 'jsonpath={.status.phase}'])) === 'Running' ? true : undefined,
    );
  };
  const runsOn = async (host: string, pod: string) =>
    (await cluster.on(host, '/opt/quorate/bin/ctr', '-n', 'k8s.io', 'containers', 'ls', '-q')).trim() !== '' &&
    (await cluster.on(host, 'sh', '-c', `ls /var/log/pods | grep -c "^default_${pod}_" || :`)).trim() !== '0';

  let snapshot: string;

  test('sets everything back, and every client notices', async () => {
    await configMap('before');
    const writer = await startWriter(cluster, 'w1', 'drill');
    await writer.acknowledges(30);
    const early = await writer.stop();
    snapshot = await saved();
    await configMap('after');
    await podOn('orphan', 'w1');
    const informer = await startInformer(cluster, 'w1', NODE_BALANCER_URL);
    const during = await startWriter(cluster, 'w1', 'during');
    await during.acknowledges(30);

    const dry = await succeed([...restore(snapshot), '--dry-run']);
    console.log(dry.stdout);
    const {tookMs, stderr} = await succeed(restore(snapshot));
    console.log(`restored in ${(tookMs / 1000).toFixed(1)} s\n${stderr}`);
    const {gaps} = await during.stop();
    console.log(`longest gap of the writer: ${((gaps[0]?.ms ?? 0) / 1000).toFixed(1)} s`);

    expect(await lost(cluster, early)).toEqual([]);
    const there = await configMaps();
    expect(there).toContain('configmap/before');
    expect(there).not.toContain('configmap/after');
    await eventually('the watch of before ends', () => informer.ended(), 60_000);
    await informer.resume();
    expect(await eventually('the informer is told to list again', () => informer.ended(), 60_000)).toBe('410');
    await eventually('the container of the orphan is gone', async () =>
      (await runsOn('w1', 'orphan')) ? undefined : true,
    );
    await podOn('afterwards', 'w1');
    expect(await members(cluster, etcd[0])).toHaveLength(3);
    expect(await nothingToDo(file)).toBe(true);
    await nothingFound(file);
  });

  test('is not repeated by the same command, and is refused for a file that is damaged', async () => {
    expect((await succeed(restore(snapshot))).stdout).toContain('No changes');
    expect(await refused(restore(file))).toMatchObject({code: 'etcd/snapshot-unusable'});
  });

  test('is completed by the same command when it was killed at five moments', async () => {
    await configMap('doomed');
    for (const at of ['3:sent', '8:before', '11:sent', '15:after', '18:sent']) {
      const {signal, stderr} = await quorate(restore(snapshot, '--again'), {QUORATE_CRASH_AT: at});
      if (signal !== 'SIGKILL') {
        console.log(`not killed at ${at}: ${stderr.split('\n').slice(-3).join(' ')}`);
        continue;
      }
      const other = await quorate(['plan', '-c', file]);
      console.log(`killed at ${at}; plan: ${other.code} ${other.stderr.split('\n')[1] ?? ''}`);
    }
    await succeed(restore(snapshot));
    expect(await configMaps()).not.toContain('configmap/doomed');
    expect(await nothingToDo(file)).toBe(true);
    await nothingFound(file);
  });

  test('leaves the old data until it is discarded', async () => {
    const old = () => cluster.on(etcd[0], 'sh', '-c', 'ls /var/lib/etcd/quorate-old 2>/dev/null || :');
    expect((await old()).trim().split('\n').length).toBeGreaterThanOrEqual(2);
    await succeed(['etcd', 'restore', '--discard-old', '-c', file, '--confirm', name]);
    expect(await old()).toBe('');
    await nothingFound(file);
  });

  test('a restore without a raised revision, by hand: a watch of before learns nothing within 60 s', async () => {
    snapshot = await saved();
    for (let number = 0; number < 5; number++) await configMap(`lost-${number}`);
    const informer = await startInformer(cluster, 'w1', NODE_BALANCER_URL);
    const servers = topology === 'stacked' ? etcd : ['cp1', 'cp2'];
    const cluster2380 = (await cluster.on(etcd[0], 'cat', '/etc/etcd/bootstrap.env'))
      .split('\n')
      .find(line => line.startsWith('ETCD_INITIAL_CLUSTER='))!
      .slice('ETCD_INITIAL_CLUSTER='.length);
    for (const host of servers) await cluster.on(host, 'systemctl', 'stop', 'kube-apiserver.service');
    for (const host of etcd) await cluster.on(host, 'systemctl', 'stop', 'etcd.service');
    for (const host of etcd) {
      const url = new RegExp(`${host}=([^,]+)`).exec(cluster2380)![1]!;
      await cluster.onWith(await readFile(snapshot), host, 'sh', '-c', 'cat >/var/lib/etcd/plain.db');
      await cluster.on(
        host,
        'sh',
        '-c',
        `cd /var/lib/etcd && rm -rf member && /opt/quorate/bin/etcdutl snapshot restore plain.db --data-dir plain --name ${host} --initial-cluster ${cluster2380} --initial-cluster-token plain --initial-advertise-peer-urls ${url} >/dev/null 2>&1 && mv plain/member member`,
      );
    }
    for (const host of etcd) await cluster.on(host, 'systemctl', 'start', '--no-block', 'etcd.service');
    for (const host of servers) await cluster.on(host, 'systemctl', 'start', '--no-block', 'kube-apiserver.service');
    await eventually('the API serves', () => configMap('without-a-raise'));
    expect(await configMaps()).not.toContain('configmap/lost-1');
    await eventually('the watch of before ends', () => informer.ended(), 60_000);
    await informer.resume();
    const told = await Promise.race([
      eventually('an error', async () => ((await informer.ended()) === '410' ? true : undefined), 60_000).then(
        () => 'told',
        () => 'not told within 60 s',
      ),
    ]);
    console.log(`${topology}: without a raised revision the watch is ${told}`);
    expect(told).toBe('not told within 60 s');
  });
});
