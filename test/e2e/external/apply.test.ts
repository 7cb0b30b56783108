import {beforeAll, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {example, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, readyNodes} from '../support/oracle.js';
import {EXTERNAL} from '../support/topology.js';

const FILE = example('external');
const ETCD = Object.keys(EXTERNAL.members);
const CONTROL_PLANES = Object.keys(EXTERNAL.controlPlanes);
let cluster: LabCluster;

beforeAll(async () => {
  cluster = await labCluster(FILE);
  await freshHosts(cluster);
}, 3_600_000);

test('apply builds three etcd hosts, two control planes and two workers in one run', async () => {
  const {tookMs} = await succeed(['apply', '-c', FILE]);
  console.log(`apply on seven fresh hosts took ${(tookMs / 1000).toFixed(1)} s`);
  expect(await readyNodes(cluster)).toEqual(EXTERNAL.nodes);
  expect(await members(cluster, 'etcd1')).toEqual(ETCD.map(name => ({name, started: true, learner: false})));
});

test('apply run again finds no changes', async () => {
  const {stderr} = await succeed(['apply', '-c', FILE]);
  expect(stderr).toContain('No changes');
});

test('topology check has no findings', async () => {
  expect(await nothingFound(FILE)).toBe(true);
});

test('an etcd host has etcd, with its own certificates, and nothing of Kubernetes', async () => {
  for (const host of ETCD) {
    expect(await filesOf(host, '/etc/kubernetes'), host).toEqual([
      '/etc/kubernetes/pki/etcd/ca.crt',
      '/etc/kubernetes/pki/etcd/healthcheck-client.crt',
      '/etc/kubernetes/pki/etcd/healthcheck-client.key',
      '/etc/kubernetes/pki/etcd/peer.crt',
      '/etc/kubernetes/pki/etcd/peer.key',
      '/etc/kubernetes/pki/etcd/server.crt',
      '/etc/kubernetes/pki/etcd/server.key',
    ]);
    expect(await filesOf(host, '/etc/containerd /etc/cni /opt/cni /var/lib/kubelet /var/lib/containerd'), host).toEqual(
      [],
    );
    expect(
      await shell(host, '. /etc/etcd/etcdctl.env; etcdctl endpoint health 2>&1 | grep -c " is healthy"'),
      host,
    ).toBe(`${ETCD.length}\n`);
    expect(await shell(host, 'ls /opt/quorate /opt/quorate/bin'), host).toBe(
      ['/opt/quorate:', 'bin', 'etcd', 'libexec', '', '/opt/quorate/bin:', 'etcd', 'etcdctl', 'etcdutl', ''].join('\n'),
    );
    expect(
      await shell(
        host,
        "systemctl list-unit-files --no-legend --state=enabled 'etcd*' 'kube*' 'container*' 'flannel*' 'quorate-b*'",
      ),
    ).toMatch(/^etcd\.service +enabled +\S+\n$/);
  }
});

test('the CA keys are on control planes only', async () => {
  const cas = ['ca', 'etcd/ca', 'front-proxy-ca'].map(name => `/etc/kubernetes/pki/${name}.key`);
  for (const host of [...ETCD, 'w1', 'w2']) expect(await filesOf(host, cas.join(' ')), host).toEqual([]);
  for (const host of ['w1', 'w2']) expect(await filesOf(host, '/etc/kubernetes/pki/etcd'), host).toEqual([]);
  for (const host of CONTROL_PLANES) expect(await filesOf(host, cas.join(' ')), host).toEqual(cas);
});

test('etcd rejects clients without a certificate of the etcd CA', async () => {
  const ask = (host: string, ...certificate: readonly string[]) =>
    cluster.lab.exec(host, [
      ...['curl', '-sS', '--max-time', '5', '--cacert', '/etc/kubernetes/pki/etcd/ca.crt', ...certificate],
      'https://10.88.3.31:2379/version',
    ]);
  const pki = (name: string) => [
    ...['--cert', `/etc/kubernetes/pki/${name}.crt`],
    ...['--key', `/etc/kubernetes/pki/${name}.key`],
  ];
  expect(await ask('cp1', ...pki('apiserver-etcd-client'))).toMatchObject({code: 0});
  // How curl calls it is chance: etcd ends the handshake, or the connection right after it. It is neither an answer nor
  // curl's own trouble: usage, name, connection, time, its certificate, or the server's.
  const turnedAway = ({code, stdout}: {readonly code: number | undefined; readonly stdout: unknown}) => {
    expect([0, 2, 6, 7, 28, 58, 60]).not.toContain(code);
    expect(String(stdout)).toBe('');
  };
  turnedAway(await ask('cp1'));
  turnedAway(await ask('cp1', ...pki('apiserver-kubelet-client')));
  turnedAway(await ask('cp1', ...pki('front-proxy-client')));
  turnedAway(await cluster.lab.exec('cp1', ['curl', '-sSk', '--max-time', '5', 'https://10.88.3.31:2380/version']));
});

test('the etcd client certificate of the API server is accepted by etcd only', async () => {
  const pki = '/etc/kubernetes/pki';
  const code = await shell(
    'cp1',
    `curl -sk -o /dev/null -w '%{http_code}' --cert ${pki}/apiserver-etcd-client.crt --key ${pki}/apiserver-etcd-client.key https://10.88.3.11:6443/api/v1/nodes`,
  );
  expect(code).toBe('401');
});

const shell = (host: string, script: string): Promise<string> => cluster.on(host, 'sh', '-c', script);

/** Regular files at and below these paths, sorted; what does not exist has none. */
const filesOf = async (host: string, paths: string): Promise<readonly string[]> =>
  (await shell(host, `find ${paths} -type f 2>/dev/null; true`)).split('\n').filter(Boolean).sort();
