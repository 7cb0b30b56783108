import {afterAll, beforeAll, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {changedExample, eventually, example, type LabCluster, labCluster} from '../support/cluster.js';
import {holders, type People, people} from '../support/endpoint.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo, readyApiServers, readyNodes} from '../support/oracle.js';
import {lost, startWriter} from '../support/writer.js';

const FILE = example('three-machines');
const SHARED = '10.88.19.100';
const ENDPOINT = `https://${SHARED}:6443`;
const MACHINES = ['cp1', 'cp2', 'cp3'];
/** A host that is not part of the cluster: the machines may all lose power. */
const CLIENT = {name: 'client', address: '10.88.19.50'};
let cluster: LabCluster;
let outside: People;

beforeAll(async () => {
  cluster = await labCluster(FILE, [], [CLIENT]);
  await freshHosts(cluster, () => cluster.lab.up());
}, 3_600_000);

afterAll(async () => {
  await outside?.remove();
  await cluster.lab.down();
});

test('apply builds a cluster on three machines, and people reach it at the address that they share', async () => {
  const {tookMs} = await succeed(['apply', '-c', FILE]);
  console.log(`apply with an endpoint that three control planes share took ${seconds(tookMs)}`);
  outside = await people(cluster, [CLIENT.name]);
  expect(outside.kubeconfig).toContain(`server: ${ENDPOINT}\n`);
  expect(await outside.kubectlOn(CLIENT.name, 'get', '--raw=/readyz')).toBe('ok');
  expect(await holders(cluster, SHARED, MACHINES)).toHaveLength(1);
  expect(await nothingToDo(FILE)).toBe(true);
  await nothingFound(FILE);
});

test.each([
  {what: 'loses power', happen: lab('poweroff'), mend: lab('start')},
  {what: 'stops its API server', happen: unit('stop'), mend: unit('start')},
  {
    what: 'has an API server that hangs',
    happen: unit('kill', '--signal=STOP'),
    mend: unit('kill', '--signal=CONT'),
  },
])('the address moves when the machine that has it $what, without a lost write, and stays there', async each => {
  const holder = await theHolder();
  const others = MACHINES.filter(host => host !== holder);
  const writer = await startWriter(cluster, CLIENT.name, each.what.toLowerCase().replaceAll(' ', '-'), ENDPOINT);
  await writer.acknowledges(5);
  await each.happen(holder);
  await eventually('another one has it', async () => (await holders(cluster, SHARED, others)).length || undefined);
  await writer.acknowledges(20);
  const next = (await holders(cluster, SHARED, others))[0];
  await each.mend(holder);
  await allReady();
  await writer.acknowledges(20);
  const written = await writer.stop();
  console.log(`the machine with the address ${each.what}: longest gap ${written.longestGapMs} ms`);
  expect(await lost(cluster, written)).toEqual([]);
  expect(await theHolder()).toBe(next);
});

test('a client writes through the address while all API servers are restarted, one after another', async () => {
  const changed = await changedExample('three-machines', withVerboseApiServers);
  const writer = await startWriter(cluster, CLIENT.name, 'restarted', ENDPOINT);
  await writer.acknowledges(5);
  await succeed(['apply', '-c', changed]);
  await writer.acknowledges(20);
  const written = await writer.stop();
  const gaps = written.gaps.slice(0, 3).map(({ms}) => `${ms} ms`);
  console.log(`three API servers were restarted: longest gaps ${gaps.join(', ')}`);
  expect(await lost(cluster, written)).toEqual([]);
  expect(await theHolder()).toBeDefined();
  expect(await nothingToDo(changed)).toBe(true);
});

async function theHolder(): Promise<string> {
  const found = await eventually('one machine has the address', async () => {
    const [holder, ...more] = await holders(cluster, SHARED, MACHINES);
    return more.length === 0 ? holder : undefined;
  });
  return found;
}

async function allReady(): Promise<void> {
  await eventually('all API servers and nodes are ready, and each machine could have the address', async () => {
    await readyApiServers(cluster, MACHINES);
    for (const host of MACHINES) await cluster.on(host, '/opt/quorate/libexec/api-server-check');
    return (await readyNodes(cluster)).length === MACHINES.length || undefined;
  });
}

function lab(verb: 'poweroff' | 'start'): (host: string) => Promise<unknown> {
  return host => succeed(['lab', verb, host, '-c', FILE]);
}

function unit(...words: readonly string[]): (host: string) => Promise<unknown> {
  return host => cluster.on(host, 'systemctl', ...words, 'kube-apiserver');
}

const withVerboseApiServers = (text: string): string =>
  `${text.trimEnd()}\n\n  extraArgs:\n    kube-apiserver:\n      - name: v\n        value: "1"\n`;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
