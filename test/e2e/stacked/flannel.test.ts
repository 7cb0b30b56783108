import {afterAll, beforeAll, expect, test} from 'vitest';
import {example, type LabCluster, labCluster} from '../support/cluster.js';
import {livingCluster} from '../support/labs.js';

/** What the flanneld on w1 has, on a host with kubectl: its kubeconfig, and the same for curl. */
const STOLEN = '/run/flannel-of-w1';
const OWN = 'flannel.alpha.coreos.com/test';

let cluster: LabCluster;

beforeAll(async () => {
  cluster = await labCluster(example('stacked'));
  await livingCluster(cluster);
  const text = await cluster.on('w1', 'cat', '/etc/kubernetes/flannel.conf');
  const field = (name: string) => Buffer.from(new RegExp(`${name}: (\\S+)`).exec(text)![1]!, 'base64').toString();
  const pem = ['client-certificate-data', 'client-key-data'].map(field).join('\n');
  await cluster.onWith(text, 'cp1', 'sh', '-c', `umask 077; mkdir -p ${STOLEN}; cat >${STOLEN}/kubeconfig`);
  await cluster.onWith(pem, 'cp1', 'sh', '-c', `umask 077; cat >${STOLEN}/pem`);
}, 3_600_000);

afterAll(async () => {
  await cluster.on('cp1', 'rm', '-rf', STOLEN);
  await cluster.kubectl(['annotate', 'node', 'w1', `${OWN}-`, 'quorate.dev/test-']);
});

const kubectl = (...words: readonly string[]) =>
  cluster.on('cp1', '/opt/quorate/bin/kubectl', `--kubeconfig=${STOLEN}/kubeconfig`, ...words);

/** Patches the status, as flanneld does: kubectl would read it first, which is not permitted. */
async function answered(node: string, change: object): Promise<string> {
  const answer = await cluster.onWith(
    JSON.stringify(change),
    'cp1',
    ...['curl', '--silent', '--cacert', '/etc/kubernetes/pki/ca.crt', '--cert', `${STOLEN}/pem`, '--request', 'PATCH'],
    ...['--header', 'Content-Type: application/strategic-merge-patch+json', '--data-binary', '@-'],
    `https://127.0.0.1:6443/api/v1/nodes/${node}/status`,
  );
  const {kind, reason, message} = JSON.parse(answer) as {kind: string; reason?: string; message?: string};
  return kind === 'Node' ? 'admitted' : `${reason}: ${message}`;
}

const annotated = (name: string) => ({metadata: {annotations: {[name]: 'x'}}});
const condition = (type: string) => ({status: {conditions: [{type, status: 'False', reason: 'Test'}]}});

test('the flanneld of a node changes its own annotations and its own condition', async () => {
  expect(await answered('w1', annotated(OWN))).toBe('admitted');
  expect(await answered('w1', condition('NetworkUnavailable'))).toBe('admitted');
});

test.each<[string, string, object, string]>([
  ['annotations of another node', 'w2', annotated(OWN), 'no Node but its own'],
  ['the condition of another node', 'w2', condition('NetworkUnavailable'), 'no Node but its own'],
  ['annotations of others', 'w1', annotated('quorate.dev/test'), 'no annotations but its own'],
  ['its labels', 'w1', {metadata: {labels: {'node-restriction.kubernetes.io/test': 'x'}}}, 'may not change labels'],
  [
    'the addresses of its node',
    'w1',
    {status: {addresses: [{type: 'ExternalIP', address: '192.0.2.1'}]}},
    'no part of the status but conditions',
  ],
  ['the capacity of its node', 'w1', {status: {capacity: {'example.com/gpu': '8'}}}, 'no part of the status'],
  ['whether its node is Ready', 'w1', condition('Ready'), 'no condition but NetworkUnavailable'],
])('and is refused %s', async (_, node, change, says) => {
  const message = await answered(node, change);
  expect(message).toMatch(/^Forbidden: /);
  expect(message).toContain(says);
});

test('it may not patch the Node itself, and reads nothing but Nodes', async () => {
  const refused = async (...words: readonly string[]) =>
    kubectl(...words).then(
      () => 'admitted',
      (error: Error) => (error.message.includes('orbidden') ? 'forbidden' : error.message),
    );
  const label = JSON.stringify({metadata: {labels: {a: 'b'}}});
  expect(await refused('patch', 'node', 'w1', `--patch=${label}`)).toBe('forbidden');
  expect(await refused('get', 'secrets', '--all-namespaces')).toBe('forbidden');
  expect(await refused('get', 'nodes')).toBe('admitted');
});

test('the API server finds no fault with the expressions of the policy', async () => {
  const status = await cluster.kubectl([
    'get',
    'validatingadmissionpolicy',
    'flannel-own-node',
    '--output=jsonpath={.status.typeChecking.expressionWarnings}',
  ]);
  expect(status).toBe('');
});
