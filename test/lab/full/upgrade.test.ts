import {readdir, readFile, rm} from 'node:fs/promises';
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {bundleWithBroken} from '../support/broken.js';
import {artifactContent} from '../support/bundle.js';
import {type CliResult, quorate, succeed} from '../support/cli.js';
import {apiClient, type Client, etcdClient} from '../support/client.js';
import {changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {etcdctl} from '../support/etcd.js';
import {nothingFound, nothingToDo, readyNodes} from '../support/oracle.js';
import {steadily} from '../support/steadily.js';
import {lost, startWriter} from '../support/writer.js';

const [FROM, TO] = ['1.36.3', '1.37.2'];
const [ETCD_FROM, ETCD_TO] = ['3.6.16', '3.7.3'];

const CASES = [
  {
    topology: 'stacked',
    network: '10.88.17',
    members: {cp1: 11, cp2: 12, cp3: 13},
    controlPlanes: {cp1: 11, cp2: 12, cp3: 13},
    nodes: ['cp1', 'cp2', 'cp3', 'w1', 'w2'],
  },
  {
    topology: 'external',
    network: '10.88.18',
    members: {etcd1: 31, etcd2: 32, etcd3: 33},
    controlPlanes: {cp1: 11, cp2: 12},
    nodes: ['cp1', 'cp2', 'w1', 'w2'],
  },
] as const;

describe.each(CASES)('a cluster, $topology, that goes from one minor to the next', about => {
  const {topology, network, nodes} = about;
  const members = Object.keys(about.members);
  const controlPlanes = Object.keys(about.controlPlanes);
  const addresses = (hosts: Readonly<Record<string, number>>) =>
    Object.values(hosts).map(number => `${network}.${number}`);
  const made: string[] = [];
  let file: string;
  let cluster: LabCluster;
  let api: Client;
  let etcd: Client;

  beforeAll(async () => {
    file = await changedExample(topology, text =>
      text
        .replace(`name: ${topology}`, `name: up-${topology}`)
        .replaceAll(`/lab/${topology}/`, `/lab/up-${topology}/`)
        .replaceAll(topology === 'stacked' ? '10.88.2.' : '10.88.3.', `${network}.`),
    );
    cluster = await labCluster(file);
    await succeed(['bundle', 'build', '--kubernetes', FROM]);
    await succeed(['bundle', 'build', '--kubernetes', TO]);
    await succeed(['lab', 'down', '-c', file]);
    await succeed(['lab', 'up', '-c', file]);
    await succeed(['apply', '-c', file]);
    await runPods();
    api = await apiClient(cluster, 'cp1', addresses(about.controlPlanes));
    etcd = await etcdClient(cluster, members[0]!, addresses(about.members));
  }, 3_600_000);

  afterAll(async () => {
    api?.close();
    etcd?.close();
    await succeed(['lab', 'down', '-c', file]);
    await Promise.all([dirname(file), ...made].map(folder => rm(folder, {recursive: true, force: true})));
  });

  async function runPods(): Promise<void> {
    const {artifact, content} = await artifactContent('agnhost');
    for (const host of ['w1', 'w2'])
      await cluster.lab.exec(host, ['/opt/quorate/bin/ctr', '-n', 'k8s.io', 'images', 'import', '-'], {stdin: content});
    await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(shop(artifact.image!)));
    await cluster.kubectl(['rollout', 'status', 'deployment/shop', '--timeout=120s']);
  }

  /** Runs a command while etcd and the API are written to and the pods are counted, and holds what came of it. */
  async function underLoad(words: readonly string[]): Promise<CliResult> {
    const label = `w${Date.now()}`;
    const writer = await startWriter(cluster, 'w1', label);
    const puts = steadily(100, async count => {
      await etcd.ask('/v3/kv/put', {key: base64(`/test/${label}/${count}`), value: base64('kept')});
      return count;
    });
    const reads = steadily(100, () => api.ask('/api/v1/namespaces/default'));
    const ready = steadily(500, async () => endpoints(await api.ask(SLICES)));
    await writer.acknowledges(20);
    const result = await quorate(words);
    await writer.acknowledges(20);
    const written = await writer.stop();
    const [put, read, counted] = [await puts.stop(), await reads.stop(), await ready.stop()];
    console.log(
      `${topology}: ${words.slice(0, 2).join(' ')} took ${(result.tookMs / 1000).toFixed(1)} s; longest gap of writes to etcd ${put.longestGapMs} ms, of writes through the API ${written.longestGapMs} ms, of reads ${read.longestGapMs} ms; fewest endpoints ${Math.min(...counted.results)}; writes ${put.results.length} and ${written.acknowledged.length}`,
    );
    expect(await lost(cluster, written), 'writes through the API that are not there').toEqual([]);
    const kept = await etcdctl(cluster, members[0]!, 'get', `/test/${label}/`, '--prefix', '--keys-only');
    const there = new Set(kept.split('\n').filter(Boolean));
    expect(
      put.results.filter(count => !there.has(`/test/${label}/${count}`)),
      'writes to etcd',
    ).toEqual([]);
    expect(Math.min(...counted.results)).toBeGreaterThan(0);
    return result;
  }

  const inUse = async (host: string, name: string) =>
    (await cluster.on(host, 'readlink', `/opt/quorate/bin/${name}`)).trim().split('/')[2];

  /** The same configuration with the bundle in a folder; the file itself says what the cluster is to be. */
  const withBundle = async (folder: string): Promise<string> => {
    const changed = await changedExample(topology, () => '');
    made.push(dirname(changed));
    const {writeFile} = await import('node:fs/promises');
    await writeFile(changed, `${(await readFile(file, 'utf8')).trimEnd()}\n  artifacts:\n    bundle: ${folder}\n`);
    return changed;
  };

  test('the plan says what moves, in which order and by which rules, and changes nothing', async () => {
    const {stdout} = await succeed(['upgrade', 'plan', '-c', file, '--to', TO]);
    expect(stdout).toMatch(new RegExp(`etcd +${ETCD_FROM} +${ETCD_TO} +${members.join('.*')}`));
    expect(stdout).toMatch(new RegExp(`kubernetes +${FROM} +${TO}`));
    expect(stdout).toContain('Way back: before stage');
    expect(stdout).toContain('Drained: w1 and w2.');
    expect(await nothingToDo(file)).toBe(true);
    const refused = await quorate(['upgrade', 'plan', '-c', file, '--to', '1.38.0']);
    expect(refused.code).not.toBe(0);
  });

  test('with a member down it is refused, with the arithmetic and how to heal it', async () => {
    const last = members.at(-1)!;
    await cluster.on(last, 'systemctl', 'stop', 'etcd');
    const {code, stderr} = await quorate(['upgrade', '-c', file, '--to', TO]);
    await cluster.on(last, 'systemctl', 'start', 'etcd');
    expect(stderr).toContain(last);
    expect(stderr).toMatch(/2 of 3 voters/);
    expect(code, stderr).toBe(5);
    await nothingFound(file);
    expect(await readFile(file, 'utf8')).toContain(FROM);
  });

  test('an etcd that never becomes healthy is taken back, and the others go on', async () => {
    const script = `case "$*" in
  *--data-dir=/var/lib/etcd\\ *) echo "broken on purpose"; exec sleep 86400 ;;
  *--version*) echo "etcd Version: ${ETCD_TO}" ;;
  *) exec /opt/quorate/etcd/${ETCD_FROM}/etcd "$@" ;;
esac`;
    const folder = await bundleWithBroken('etcd', ETCD_TO, script);
    made.push(folder);
    const {code, stderr} = await underLoad([
      ...['upgrade', '-c', await withBundle(folder), '--to', TO, '--health-timeout', '20'],
    ]);
    expect(code).not.toBe(0);
    expect(stderr).toContain('broken on purpose');
    expect(stderr).toContain('This was done after it failed');
    for (const host of members) expect(await inUse(host, 'etcd')).toBe(ETCD_FROM);
    await nothingFound(file);
  });

  test('an API server that exits at once is taken back, and the others serve', async () => {
    const script = `case "$*" in
  *--version*) echo "Kubernetes v${TO}" ;;
  *) echo "broken on purpose" >&2; exit 1 ;;
esac`;
    const folder = await bundleWithBroken('kube-apiserver', TO, script);
    made.push(folder);
    const {code, stderr} = await underLoad(['upgrade', '-c', await withBundle(folder), '--to', TO]);
    expect(code).not.toBe(0);
    expect(stderr).toContain('broken on purpose');
    for (const host of members) expect(await inUse(host, 'etcd')).toBe(ETCD_TO);
    for (const host of controlPlanes) expect(await inUse(host, 'kube-apiserver')).toBe(FROM);
  });

  test('a kubelet that never gets ready is taken back', async () => {
    const script = `case "$*" in
  *--version*) echo "Kubernetes v${TO}" ;;
  *) echo "broken on purpose"; exec sleep 86400 ;;
esac`;
    const folder = await bundleWithBroken('kubelet', TO, script);
    made.push(folder);
    const {code, stderr} = await underLoad([
      ...['upgrade', '-c', await withBundle(folder), '--to', TO, '--health-timeout', '20'],
    ]);
    expect(code).not.toBe(0);
    expect(stderr).toContain('broken on purpose');
    for (const host of controlPlanes) {
      expect(await inUse(host, 'kube-apiserver')).toBe(TO);
      expect(await inUse(host, 'kubelet')).toBe(FROM);
    }
    await eventually('all nodes are Ready', async () =>
      JSON.stringify(await readyNodes(cluster)) === JSON.stringify(nodes) ? true : undefined,
    );
  });

  test('a budget that lets nobody go refuses the rest before anything changes', async () => {
    await cluster.kubectl(['patch', 'pdb', 'shop', '--type=merge', '-p', '{"spec":{"minAvailable":2}}']);
    const {code, stderr} = await quorate(['upgrade', '-c', file, '--to', TO]);
    expect(code).not.toBe(0);
    expect(stderr).toContain('default/shop');
    await cluster.kubectl(['patch', 'pdb', 'shop', '--type=merge', '-p', '{"spec":{"minAvailable":1}}']);
    await eventually('the budget lets one go', async () =>
      (await cluster.kubectl(['get', 'pdb', 'shop', '-o', 'jsonpath={.status.disruptionsAllowed}'])) === '1'
        ? true
        : undefined,
    );
  });

  test('the same command goes on to the end, and loses no write and no answer', async () => {
    const {code, stderr} = await underLoad(['upgrade', '-c', file, '--to', TO]);
    expect(stderr).toContain('upgrade: done');
    expect(code).toBe(0);
    expect(await readFile(file, 'utf8')).toContain(`kubernetesVersion: "${TO}"`);
    for (const host of members) expect(await inUse(host, 'etcd')).toBe(ETCD_TO);
    const versions = await cluster.kubectl([
      'get',
      'nodes',
      '-o',
      'jsonpath={.items[*].status.nodeInfo.kubeletVersion}',
    ]);
    expect(versions.split(' ')).toEqual(nodes.map(() => `v${TO}`));
    const cordoned = await cluster.kubectl(['get', 'nodes', '-o', 'jsonpath={.items[*].spec.unschedulable}']);
    expect(cordoned).toBe('');
    await nothingFound(file);
    expect(await nothingToDo(file)).toBe(true);
    const again = await succeed(['upgrade', '-c', file]);
    expect(again.stderr).toContain('Nothing to do');
  });

  test('a snapshot of before is kept', async () => {
    const state = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
    expect(await readdir(join(state, 'quorate', 'snapshots', `up-${topology}`))).not.toEqual([]);
  });
});

const base64 = (text: string) => Buffer.from(text).toString('base64');

const SLICES =
  '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3Dshop';

interface Slices {
  readonly items: readonly {readonly endpoints?: readonly {readonly conditions: {readonly ready?: boolean}}[] | null}[];
}

const endpoints = (answer: unknown): number =>
  (answer as Slices).items.flatMap(slice => slice.endpoints ?? []).filter(({conditions}) => conditions.ready).length;

/** Two pods behind a service, of which one must always be there. */
const shop = (image: string) => ({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'shop', namespace: 'default'},
      spec: {
        replicas: 2,
        selector: {matchLabels: {app: 'shop'}},
        template: {
          metadata: {labels: {app: 'shop'}},
          spec: {terminationGracePeriodSeconds: 2, containers: [{name: 'shop', image, args: ['netexec']}]},
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'shop', namespace: 'default'},
      spec: {selector: {app: 'shop'}, ports: [{port: 80, targetPort: 8080}]},
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: {name: 'shop', namespace: 'default'},
      spec: {minAvailable: 1, selector: {matchLabels: {app: 'shop'}}},
    },
  ],
});
