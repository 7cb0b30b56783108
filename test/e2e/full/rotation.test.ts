import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {pemBlocks} from '../../../src/core/pki/pem.js';
import type {SharedName} from '../../../src/core/pki/types.js';
import {administrator, type Identity} from '../../../src/lab/identity.js';
import {succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {killedUntilDone} from '../support/killed.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo, readyNodes} from '../support/oracle.js';
import {openShop} from '../support/shop.js';
import {lost, startWriter} from '../support/writer.js';

const CASES = [
  {topology: 'stacked', network: '10.88.57', nodes: ['cp1', 'cp2', 'cp3', 'w1', 'w2']},
  {topology: 'external', network: '10.88.58', nodes: ['cp1', 'cp2', 'w1', 'w2']},
] as const;

describe.each(CASES)('$topology:', ({topology, network, nodes}) => {
  const name = `rotation-${topology}`;
  let cluster: LabCluster;
  let file: string;
  let first: Identity;

  beforeAll(async () => {
    file = await changedExample(topology, text => asLab(name, network)(text));
    cluster = await labCluster(file);
    await freshHosts(cluster);
    await succeed(['apply', '-c', file]);
    first = await administrator(cluster.lab, 'cp1');
    await openShop(cluster);
    await cluster.kubectl(['create', 'secret', 'generic', 'word', '--from-literal=word=unchanged']);
  }, 3_600_000);
  afterAll(() => cluster?.lab.down());

  const rotate = (secret: SharedName, ...words: readonly string[]) => [
    ...(secret === 'encryption' ? ['pki', 'rotate-encryption'] : ['pki', 'rotate-ca', secret]),
    ...['-c', file, '--yes', ...words],
  ];

  /** Runs a command while a writer writes; prints how long it took and the longest gap. */
  async function underWriter(title: string, command: () => Promise<unknown>): Promise<void> {
    const writer = await startWriter(cluster, 'w1', title.replaceAll(/[^a-z0-9]+/g, '-'));
    await writer.acknowledges(20);
    const started = performance.now();
    await command();
    const tookMs = performance.now() - started;
    await writer.acknowledges(20);
    const asked = await writer.stop();
    const seconds = (tookMs / 1000).toFixed(1);
    console.log(
      `${topology}: ${title}: ${seconds} s, ${asked.acknowledged.length} acknowledged, longest gap ${asked.longestGapMs} ms`,
    );
    expect(await lost(cluster, asked)).toEqual([]);
    const refused = asked.gaps
      .flatMap(({why}) => why)
      .filter(why => /certificate|self.signed|401|unauthori/i.test(why));
    expect(refused).toEqual([]);
  }

  async function isWell(): Promise<void> {
    await eventually('the nodes are Ready', async () =>
      JSON.stringify(await readyNodes(cluster)) === JSON.stringify(nodes) ? true : undefined,
    );
    expect(await cluster.kubectl(['get', 'secret', 'word', '-o', 'jsonpath={.data.word}'])).toBe(
      Buffer.from('unchanged').toString('base64'),
    );
    expect(await nothingToDo(file)).toBe(true);
    await nothingFound(file);
  }

  const certificates = async (path: string, host = 'cp1') => pemBlocks(await cluster.on(host, 'cat', path));

  test('all certificates are renewed', async () => {
    await underWriter('renew', () =>
      succeed(['pki', 'renew', '-c', file, '--issued-before', new Date().toISOString()]),
    );
    await isWell();
  }, 1_800_000);

  test('the etcd CA is replaced', async () => {
    const [before] = await certificates('/etc/kubernetes/pki/ca.crt');
    const [etcdBefore] = await certificates('/etc/kubernetes/pki/etcd/ca.crt');
    await underWriter('etcd-ca', () => succeed(rotate('etcd-ca')));
    expect(await certificates('/etc/kubernetes/pki/etcd/ca.crt')).not.toContain(etcdBefore);
    expect(await certificates('/etc/kubernetes/pki/ca.crt')).toEqual([before]);
    await isWell();
  }, 1_800_000);

  test('the front proxy CA is replaced by runs that are killed', async () => {
    await underWriter('front-proxy-ca', async () => {
      expect(await killedUntilDone(rotate('front-proxy-ca'), 4)).toBe(4);
    });
    expect(await certificates('/etc/kubernetes/pki/front-proxy-ca.crt')).toHaveLength(1);
    await isWell();
  }, 1_800_000);

  test('the cluster CA is replaced, and credentials of the old one are refused', async () => {
    const [before] = await certificates('/etc/kubernetes/pki/ca.crt');
    await underWriter('ca-trust', async () => {
      expect(await killedUntilDone(rotate('ca', '--until', 'trust'), 3)).toBe(3);
    });
    expect(await certificates('/etc/kubernetes/pki/ca.crt', 'w1')).toHaveLength(2);
    await underWriter('ca-sign', () => succeed(rotate('ca', '--until', 'sign')));
    await underWriter('ca-finish', () => succeed(rotate('ca')));
    for (const host of nodes) {
      const after = await certificates('/etc/kubernetes/pki/ca.crt', host);
      expect(after).toHaveLength(1);
      expect(after).not.toContain(before);
    }
    await isWell();
    await expect(oldClient(cluster, first)).resolves.toBe('401');
    await cluster.kubectl(['logs', 'deployment/shop', '--tail=1']);
  }, 3_600_000);

  test('the service account key is replaced, once no token of the old one is left', async () => {
    await underWriter('service-account', async () => {
      const {stderr} = await succeed(rotate('service-account'));
      expect(stderr).toContain('pki/rotation-waits');
    });
    await cluster.kubectl(['delete', 'pods', '--all', '--all-namespaces', '--wait=false']);
    await eventually(
      'the pods have tokens of the new key',
      async () => {
        const {stderr} = await succeed(rotate('service-account'));
        return stderr.includes('pki/rotation-waits') ? undefined : true;
      },
      600_000,
    );
    await isWell();
  }, 3_600_000);

  test('the key of Secrets is replaced by runs that are killed, and no Secret needs the old one', async () => {
    await underWriter('encryption', async () => {
      expect(await killedUntilDone(rotate('encryption'), 4)).toBe(4);
    });
    expect(await cluster.on('cp1', 'grep', '-c', 'name: key', '/etc/kubernetes/encryption.yaml')).toBe('1\n');
    await isWell();
  }, 1_800_000);
});

/** The HTTP status that an API server answers a client with. */
async function oldClient(cluster: LabCluster, {cert, key}: Identity): Promise<string> {
  const pem = `${cert}\n${key}`;
  return cluster.onWith(
    pem,
    'cp1',
    ...['sh', '-c'],
    "umask 077; cat >/run/old.pem; curl -sk -o /dev/null -w '%{http_code}' --cert /run/old.pem https://127.0.0.1:6443/version; rm /run/old.pem",
  );
}
