import {afterAll, beforeAll, expect, test} from 'vitest';
import {NODE_BALANCER_URL} from '../../../src/core/model/desired.js';
import {succeed} from '../support/cli.js';
import {changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {holders, type People, people} from '../support/endpoint.js';
import {during, type Fault} from '../support/faults.js';
import {freshHosts} from '../support/labs.js';
import {nothingToDo, readyNodes} from '../support/oracle.js';
import {without} from '../support/variants.js';
import {startWatch} from '../support/watch.js';
import {lost, startWriter} from '../support/writer.js';

const SHARED = '10.88.4.100';
const ENDPOINT = `https://${SHARED}:6443`;
const BALANCERS = ['lb1', 'lb2'];
/** The example with two control planes; at first only one of them. */
let file: string;
let first: string;
let cluster: LabCluster;
let outside: People;

beforeAll(async () => {
  file = await changedExample('load-balancer', without('cp3'));
  first = await changedExample('load-balancer', text => without('cp2')(without('cp3')(text)));
  cluster = await labCluster(file);
  await freshHosts(cluster);
}, 3_600_000);

afterAll(async () => {
  await outside?.remove();
  await succeed(['lab', 'down', '-c', file]);
});

test('apply builds two load balancers, and the API is reachable through their virtual IP', async () => {
  const {tookMs} = await succeed(['apply', '-c', first]);
  console.log(`apply with two load balancers took ${seconds(tookMs)}`);
  outside = await people(cluster, ['w1']);
  expect(outside.kubeconfig).toContain(`server: ${ENDPOINT}\n`);
  expect(await outside.kubectl('get', '--raw=/readyz')).toBe('ok');
  expect(await outside.kubectlOn('w1', 'get', '--raw=/readyz')).toBe('ok');
  expect(await readyNodes(cluster)).toEqual(['cp1', 'w1']);
});

test('one load balancer has the virtual IP, and the certificate of the API server contains it', async () => {
  expect(await holders(cluster, SHARED, BALANCERS)).toHaveLength(1);
  const command = `openssl s_client -connect ${SHARED}:6443 -verify_ip ${SHARED} -verify_return_error \
    -CAfile /etc/kubernetes/pki/ca.crt </dev/null 2>/dev/null | openssl x509 -noout -ext subjectAltName`;
  expect(await cluster.on('w1', 'bash', '-o', 'pipefail', '-c', command)).toContain(`IP Address:${SHARED}`);
});

test('apply run again finds no changes', async () => {
  expect(await nothingToDo(first)).toBe(true);
});

test('a control plane that joins is added by a reload that closes no connection', async () => {
  const [holder] = await holders(cluster, SHARED, BALANCERS);
  const balancers = [
    {host: 'w1', unit: 'quorate-balancer', url: NODE_BALANCER_URL},
    {host: holder!, unit: 'quorate-load-balancer', url: ENDPOINT},
  ];
  const watches = await Promise.all(balancers.map(({unit, url}) => startWatch(cluster, 'w1', unit, url)));
  await outside.kubectl('create', 'configmap', 'before-the-join');
  for (const watch of watches) await watch.sees('before-the-join');
  const before = await Promise.all(balancers.map(processes));

  const {tookMs} = await succeed(['join', 'cp2', '-c', file]);
  console.log(`join of a second control plane took ${seconds(tookMs)}`);

  const after = await Promise.all(balancers.map(processes));
  for (const [index, {master, workers}] of after.entries()) {
    expect(master).toBe(before[index]!.master);
    expect(workers, 'the worker of before carries the connection on').toContain(before[index]!.workers[0]);
    expect(workers.length).toBeGreaterThan(before[index]!.workers.length);
  }
  await outside.kubectl('create', 'configmap', 'after-the-join');
  for (const watch of watches) {
    await watch.sees('after-the-join');
    expect(await watch.isOpen()).toBe(true);
  }
});

test('an API server that hangs is marked as down, and the new one answers all requests', async () => {
  await during(cluster, 'cp1', [hanging('kube-apiserver')], async () => {
    const started = performance.now();
    const answers = () =>
      cluster.on('w1', 'sh', '-ec', [ENDPOINT, NODE_BALANCER_URL].map(url => tenTimes(`${url}/readyz`)).join('\n'));
    await eventually('ten requests in a row are answered by way of each balancer', answers, 30_000);
    console.log(`an API server that hangs was out after ${seconds(performance.now() - started)}`);
  });
  await eventually('cp1 is ready again', () => outside.kubectlOn('w1', 'wait', '--for=condition=Ready', 'node/cp1'));
});

test.each([
  {what: 'loses power', happen: power('poweroff'), mend: power('start')},
  {what: 'is partitioned', happen: power('partition'), mend: power('heal')},
  {what: 'stops its haproxy', happen: haproxy('stop'), mend: haproxy('start')},
])(
  'the virtual IP moves when its load balancer $what, without a lost write, and stays there',
  async ({what, happen, mend}) => {
    const [holder] = await holders(cluster, SHARED, BALANCERS);
    const other = BALANCERS.filter(host => host !== holder);
    const writer = await startWriter(cluster, 'w1', what.replaceAll(' ', '-'), ENDPOINT);
    await writer.acknowledges(5);
    await happen(holder!);
    await eventually('the other one holds it', async () => (await holders(cluster, SHARED, other)).length || undefined);
    await writer.acknowledges(20);
    await mend(holder!);
    await eventually('one of both holds it, and both could', bothReady);
    await writer.acknowledges(20);
    const written = await writer.stop();
    console.log(`the holder ${what}: longest gap ${written.longestGapMs} ms`);
    expect(await lost(cluster, written)).toEqual([]);
    expect(await outside.kubectl('get', '--raw=/readyz')).toBe('ok');
  },
);

test('apply finds no changes after all of this', async () => {
  await eventually('all nodes are Ready', async () => (await readyNodes(cluster)).length === 3 || undefined);
  expect(await nothingToDo(file)).toBe(true);
});

/** Both load balancers have an API server, and exactly one has the virtual IP. */
async function bothReady(): Promise<true | undefined> {
  for (const host of BALANCERS) await cluster.on(host, '/opt/quorate/libexec/load-balancer-check');
  return (await holders(cluster, SHARED, BALANCERS)).length === 1 || undefined;
}

interface Processes {
  readonly master: string;
  readonly workers: readonly string[];
}

/** The processes of haproxy: the master, which a reload keeps, and the worker that has the connections. */
async function processes({host, unit}: {readonly host: string; readonly unit: string}): Promise<Processes> {
  const master = (await cluster.on(host, 'systemctl', 'show', '--property=MainPID', '--value', unit)).trim();
  const workers = (await cluster.on(host, 'pgrep', '--parent', master)).trim().split('\n');
  return {master, workers};
}

function hanging(unit: string): Fault {
  return {make: `systemctl kill --signal=STOP ${unit}`, mend: `systemctl kill --signal=CONT ${unit}`};
}

function power(verb: 'poweroff' | 'start' | 'partition' | 'heal'): (host: string) => Promise<unknown> {
  return host => succeed(['lab', verb, host, '-c', file]);
}

function haproxy(verb: 'stop' | 'start'): (host: string) => Promise<unknown> {
  return host => cluster.on(host, 'systemctl', verb, 'quorate-load-balancer');
}

const tenTimes = (url: string): string =>
  `for i in 1 2 3 4 5 6 7 8 9 10; do curl -sSf --max-time 1 --cacert /etc/kubernetes/pki/ca.crt ${url}; done`;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
