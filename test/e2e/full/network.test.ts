import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo, readyNodes} from '../support/oracle.js';
import {refused} from '../support/refusal.js';
import {without} from '../support/variants.js';

const NODES = ['cp1', 'cp2', 'cp3', 'w1'];
let cluster: LabCluster;
let file: string;

beforeAll(async () => {
  file = await changedExample('stacked', text => asLab('network', '10.88.41')(without('w2')(text)));
  cluster = await labCluster(file);
  await freshHosts(cluster);
}, 3_600_000);

afterAll(() => cluster.lab.down());

interface Finding {
  readonly code: string;
  readonly host?: string;
  readonly message: string;
  readonly evidence: readonly string[];
}

async function findings(): Promise<readonly Finding[]> {
  const {stdout} = await quorate(['topology', 'check', '-c', file, '--output', 'json']);
  const all = (JSON.parse(stdout) as {readonly findings: readonly Finding[]}).findings;
  // That depends on what else this machine does.
  return all.filter(({code}) => code !== 'etcd/disk-slow');
}

const codes = async (): Promise<readonly string[]> =>
  (await findings()).map(({code, host}) => (host === undefined ? code : `${code} ${host}`));

/** A base chain with these rules, in a table of its own. */
const filter = (host: string, hook: 'input' | 'forward', policy: 'accept' | 'drop', ...rules: readonly string[]) =>
  cluster.onWith(
    `table inet drill { chain in { type filter hook ${hook} priority 0; policy ${policy}; ${rules.join('; ')}; }; }\n`,
    host,
    'nft',
    '-f',
    '-',
  );
const unfilter = (host: string) => cluster.on(host, 'nft', 'delete', 'table', 'inet', 'drill');

/** A name that is not in the configuration's case, as another tool may have set it. */
const renamed = (host: string) =>
  cluster.on(
    host,
    'sh',
    '-c',
    `hostname ${host.toUpperCase()}.Example.COM; printf '127.0.0.1 localhost\\n127.0.1.1 ${host.toUpperCase()}.Example.COM ${host}\\n' >/etc/hosts`,
  );

describe('on new hosts', () => {
  test('a control plane behind a packet filter: apply names the port and the direction', async () => {
    await renamed('cp3');
    await filter('cp2', 'input', 'drop', 'ct state established,related accept', 'iif lo accept', 'tcp dport 22 accept');
    const {code, message} = await refused(['apply', '-c', file]).finally(() => unfilter('cp2'));
    expect(code).toBe('links/host-isolated');
    expect(message).toContain('cp1 to cp2, port 2380: no answer');
  });

  test('the same command continues', async () => {
    await succeed(['apply', '-c', file]);
    expect(await nothingToDo(file)).toBe(true);
    await nothingFound(file);
  });

  test('a host has the node name of the configuration, whatever its host name is, and the API reaches its kubelet', async () => {
    expect(await readyNodes(cluster)).toEqual(NODES);
    expect(await cluster.kubectl(['get', '--raw', '/api/v1/nodes/cp3/proxy/healthz'])).toBe('ok');
  });
});

describe('on a running cluster', () => {
  test('a node that drops flannel’s packets is one finding, apply fails with it, and succeeds afterwards', async () => {
    await filter('w1', 'input', 'accept', 'udp dport 8472 drop');
    const found = await codes();
    const {code, message} = await refused(['apply', '-c', file]).finally(() => unfilter('w1'));
    expect(found).toEqual(['network/node-isolated w1']);
    expect(code).toBe('network/node-isolated');
    expect(message).toContain('w1: not connected to the pod network');
    await succeed(['apply', '-c', file]);
    await nothingFound(file);
  });

  test('a node with a pod of cluster DNS that does not forward packets is found by the nodes that ask it', async () => {
    const host = await cluster.kubectl([
      ...['--namespace', 'kube-system', 'get', 'pods', '--selector', 'k8s-app=kube-dns'],
      ...['--output', 'jsonpath={.items[0].spec.nodeName}'],
    ]);
    await filter(host, 'forward', 'drop');
    const found = await findings().finally(() => unfilter(host));
    expect(found.map(each => each.code)).toEqual(['network/dns-silent']);
    expect(found[0]!.evidence.join('\n')).toContain(host);
    await nothingFound(file);
  });

  test('a second address in the range of the pods is found', async () => {
    await cluster.on('w1', 'ip', 'address', 'add', '10.244.1.9/16', 'dev', 'host0');
    const found = await codes();
    await cluster.on('w1', 'ip', 'address', 'delete', '10.244.1.9/16', 'dev', 'host0');
    expect(found.filter(code => code.endsWith(' w1')).length).toBeGreaterThan(0);
    await nothingFound(file);
  });

  test('a resolver that is the node itself makes cluster DNS end, and the finding has its reason', async () => {
    for (const host of NODES) {
      await cluster.on(
        host,
        'sh',
        '-c',
        'cp /etc/resolv.conf /etc/resolv.conf.old; echo nameserver 127.0.0.1 >/etc/resolv.conf',
      );
    }
    const replace = () =>
      cluster.kubectl([
        '--namespace',
        'kube-system',
        'delete',
        'pods',
        '--wait=false',
        '--selector',
        'k8s-app=kube-dns',
      ]);
    await replace();
    const found = await eventually('cluster DNS is not ready', async () =>
      (await findings()).find(
        ({code, evidence}) => code === 'kube/dns-not-ready' && evidence.join().includes('127.0.0.1'),
      ),
    );
    expect(found.message).toContain('0 of 2');
    for (const host of NODES) await cluster.on(host, 'mv', '/etc/resolv.conf.old', '/etc/resolv.conf');
    await replace();
    await succeed(['apply', '-c', file]);
    await nothingFound(file);
  });

  test('the configuration of another network that sorts first is found by the pods that do not start', async () => {
    await cluster.onWith(
      '{"cniVersion":"0.3.1","name":"old","plugins":[{"type":"cilium-cni"}]}',
      'w1',
      'sh',
      '-c',
      'cat >/etc/cni/net.d/05-cilium.conflist',
    );
    for (const host of NODES.filter(name => name !== 'w1')) await cluster.kubectl(['cordon', host]);
    await cluster.kubectl([
      '--namespace',
      'kube-system',
      'delete',
      'pods',
      '--wait=false',
      '--selector',
      'k8s-app=kube-dns',
    ]);
    const found = await eventually('pods do not start on w1', async () =>
      (await findings()).find(({code}) => code === 'kube/pods-not-starting'),
    );
    expect(found.host).toBe('w1');
    expect(found.evidence.join('\n')).toContain('cilium-cni');
    await cluster.on('w1', 'rm', '/etc/cni/net.d/05-cilium.conflist');
    for (const host of NODES.filter(name => name !== 'w1')) await cluster.kubectl(['uncordon', host]);
    // The runtime tries again after a while.
    await nothingFound(file);
  });
});
