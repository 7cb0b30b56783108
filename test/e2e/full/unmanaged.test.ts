import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {artifactContent} from '../support/bundle.js';
import {quorate, succeed} from '../support/cli.js';
import {eventually, example, type LabCluster, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, readyNodes} from '../support/oracle.js';
import {distributionEtcd, labCa, labLeaf, put, startTheirEtcd} from '../support/unmanaged-etcd.js';

const [A, B, C] = ['10.88.13.41', '10.88.13.42', '10.88.13.43'] as const;
const THEIRS = [
  {host: 'etcd-a', address: A, port: 2379},
  {host: 'etcd-b', address: B, port: 2379},
  {host: 'etcd-c', address: C, port: 2379},
];
const DAY = 86_400_000;
const NODES = ['cp1', 'cp2', 'w1'];
const trusted = labCa('theirs');
const client = labLeaf(trusted);
let folder: string;
let file: string;
let cluster: LabCluster;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-unmanaged-'));
  file = await configuration('good', {});
  cluster = await labCluster(
    file,
    [],
    THEIRS.map(({host, address}) => ({name: host, address})),
  );
  await freshHosts(cluster, () => cluster.lab.up());
  const {content} = await artifactContent('etcd');
  for (const {host} of THEIRS) await put(cluster, host, '/usr/local/bin/etcd', content);
  await startTheirEtcd(cluster, trusted, THEIRS, {name: 'their-etcd'});
}, 3_600_000);

afterAll(async () => {
  await cluster.lab.down();
  await rm(folder, {recursive: true});
});

interface Changes {
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly endpoints?: readonly string[];
}

/** The example with client certificate files in its folder. */
async function configuration(name: string, {ca, certificate, key, endpoints}: Changes): Promise<string> {
  const files = join(folder, name, 'etcd-client');
  await mkdir(files, {recursive: true});
  await writeFile(join(files, 'ca.crt'), ca ?? trusted.certPem);
  await writeFile(join(files, 'client.crt'), certificate ?? client.certPem);
  await writeFile(join(files, 'client.key'), key ?? client.keyPem, {mode: 0o600});
  const text = await readFile(example('unmanaged-etcd'), 'utf8');
  const list = endpoints?.map(endpoint => `      - ${endpoint}\n`).join('');
  const changed = list === undefined ? text : text.replace(/( {6}- https:.*\n)+/, list);
  const path = join(folder, name, 'cluster.yaml');
  await writeFile(path, changed);
  return path;
}

/** The output of an apply that preflight stops before the first change. */
async function refused(name: string, changes: Changes): Promise<string> {
  const {code, stderr} = await quorate(['apply', '-c', await configuration(name, changes)]);
  expect(code, stderr).toBe(4);
  for (const host of NODES)
    expect(await cluster.on(host, 'sh', '-c', 'ls /opt; ls /var/lib/quorate 2>&1 || true')).not.toMatch(/owned|bin/);
  return stderr;
}

const url = (address: string, port = 2379) => `https://${address}:${port}`;

test('a wrong CA is reported for each endpoint', async () => {
  const said = await refused('wrong-ca', {ca: labCa('nobody').certPem});
  for (const address of [A, B, C])
    expect(said).toContain(`[ERROR ExternalEtcdTLS]: ${url(address)}: its certificate is not signed`);
});

test('a client certificate of another CA is reported with the error of etcd', async () => {
  const stranger = labLeaf(labCa('nobody'));
  const said = await refused('unknown-client', {certificate: stranger.certPem, key: stranger.keyPem});
  for (const address of [A, B, C])
    expect(said).toMatch(new RegExp(`ExternalEtcdTLS\\]: ${url(address)}: rejects the client certificate`));
});

test('an expired client certificate is reported before any connection', async () => {
  const {certPem, keyPem} = labLeaf(trusted, [], new Date(Date.now() - 100 * DAY));
  const said = await refused('expired', {certificate: certPem, key: keyPem});
  for (const address of [A, B, C])
    expect(said).toMatch(new RegExp(`${url(address)}: cannot be checked: .*client.crt expired on`));
});

test('an endpoint that is not etcd is reported, with and without TLS', async () => {
  const said = await refused('no-etcd', {endpoints: [url(A), url(B, 2380), url(C, 22)]});
  // The peer port accepts only certificates of its own CA, and closes every other connection.
  expect(said).toContain(`[ERROR ExternalEtcdTLS]: ${url(B, 2380)}: rejects the client certificate`);
  expect(said).toContain(`[ERROR ExternalEtcdReachable]: ${url(C, 22)}: is not an etcd: it does not speak TLS`);
  expect(said).not.toContain(`${url(A)}:`);
});

test('an endpoint of another etcd cluster is reported with its name', async () => {
  const stray = [{host: 'etcd-c', address: C, port: 12379}];
  await startTheirEtcd(cluster, trusted, stray, {name: 'stray-etcd'});
  const said = await eventually('the stray is found', async () => {
    const seen = await refused('stray', {endpoints: [url(A), url(B), url(C, 12379)]});
    return seen.includes('ExternalEtcdCluster') ? seen : undefined;
  });
  expect(said).toMatch(new RegExp(`ExternalEtcdCluster\\]: ${url(C, 12379)}: belongs to another etcd cluster`));
});

test('a version that is too old is reported', async () => {
  await put(cluster, 'etcd-b', '/usr/local/bin/old-etcd', await distributionEtcd());
  const old = [{host: 'etcd-b', address: B, port: 12379}];
  await startTheirEtcd(cluster, trusted, old, {name: 'old-etcd', binary: '/usr/local/bin/old-etcd'});
  const said = await eventually('the old one answers', async () => {
    const seen = await refused('old', {endpoints: [url(B, 12379)]});
    return seen.includes('or later is needed') ? seen : undefined;
  });
  expect(said).toMatch(
    new RegExp(`ExternalEtcdVersion\\]: ${url(B, 12379)}: runs etcd 3\\.\\d+\\.\\d+; 3\\.5\\.24 or later`),
  );
});

test('a cluster is built on an unmanaged etcd, whose hosts get no files of quorate', async () => {
  const {tookMs} = await succeed(['apply', '-c', file]);
  console.log(`apply into an etcd that runs already took ${(tookMs / 1000).toFixed(1)} s`);
  expect(await readyNodes(cluster)).toEqual(NODES);
  for (const {host} of THEIRS)
    expect(
      await cluster.on(host, 'sh', '-c', 'ls -d /opt/quorate /var/lib/quorate /etc/kubernetes 2>/dev/null || true'),
      host,
    ).toBe('');
  const {stderr} = await succeed(['apply', '-c', file]);
  expect(stderr).toContain('No changes');
  expect(await nothingFound(file)).toBe(true);
});

test('control planes have the client files and no etcd CA key, and the client key is printed nowhere', async () => {
  for (const host of ['cp1', 'cp2']) {
    const held = await cluster.on(
      host,
      'sh',
      '-c',
      'cd /etc/kubernetes/pki; stat -c "%n %a" etcd/* apiserver-etcd-client.*',
    );
    expect(held, host).toBe('etcd/ca.crt 644\napiserver-etcd-client.crt 644\napiserver-etcd-client.key 600\n');
    expect(await cluster.on(host, 'journalctl', '--no-pager', '-o', 'cat'), host).not.toContain(secretLine);
  }
  const logs = join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'quorate', 'logs');
  for (const name of await readdir(logs))
    expect(await readFile(join(logs, name), 'utf8'), name).not.toContain(secretLine);
});

test('an unmanaged member that is down is reported, and stops neither a write nor a run', async () => {
  await succeed(['lab', 'poweroff', 'etcd-a', '-c', file]);
  await eventually('writes go on', () => cluster.kubectl(['create', 'configmap', 'meanwhile', '--request-timeout=5s']));
  const {code, stderr} = await quorate(['apply', '-c', file]);
  expect(stderr).toContain(`[WARNING ExternalEtcdReachable]: ${url(A)}: does not answer`);
  expect(stderr).toContain('No changes');
  expect(code).toBe(0);
});

test('no run starts while the unmanaged etcd has no quorum, and the reason is reported', async () => {
  await succeed(['lab', 'poweroff', 'etcd-b', '-c', file]);
  const {code, stderr} = await quorate(['apply', '-c', file]);
  expect(code, stderr).toBe(4);
  expect(stderr).toMatch(new RegExp(`ExternalEtcdReachable\\]: ${url(C)}: serves no read`));
  for (const host of ['etcd-a', 'etcd-b']) await succeed(['lab', 'start', host, '-c', file]);
});

/** A line of the client key that is in no other text. */
const secretLine = client.keyPem.split('\n')[1]!;
