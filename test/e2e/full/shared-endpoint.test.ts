import {afterAll, beforeAll, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {holders} from '../support/endpoint.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo} from '../support/oracle.js';
import {buildBoth, TO} from '../support/upgrading.js';
import {without} from '../support/variants.js';
import {lost, startWriter} from '../support/writer.js';

const SHARED = '10.88.19.100';
const ENDPOINT = `https://${SHARED}:6443`;
const MACHINES = ['cp1', 'cp2', 'cp3'];
const CLIENT = {name: 'client', address: '10.88.19.50'};
let file: string;
/** The configuration before it has the second and the third machine. */
let first: string;
let cluster: LabCluster;

beforeAll(async () => {
  file = await changedExample('three-machines', text => text);
  first = await changedExample('three-machines', text => without('cp2')(without('cp3')(text)));
  cluster = await labCluster(file, [], [CLIENT]);
  await buildBoth();
  await freshHosts(cluster, () => cluster.lab.up());
}, 3_600_000);

afterAll(() => cluster.lab.down());

test('one control plane has the address that it will share', async () => {
  await succeed(['apply', '-c', first]);
  expect(await holders(cluster, SHARED, MACHINES)).toEqual(['cp1']);
  expect(await nothingToDo(first)).toBe(true);
});

test('the address stays where it is when the cluster grows from one control plane to three', async () => {
  const process = await keepalivedOn('cp1');
  const writer = await startWriter(cluster, CLIENT.name, 'grown', ENDPOINT);
  await writer.acknowledges(5);
  await succeed(['apply', '-c', file]);
  await writer.acknowledges(20);
  const written = await writer.stop();
  console.log(`growth from one control plane to three: longest gap ${written.longestGapMs} ms`);
  expect(await lost(cluster, written)).toEqual([]);
  expect(await holders(cluster, SHARED, MACHINES)).toEqual(['cp1']);
  expect(await keepalivedOn('cp1'), 'it was reloaded').toBe(process);
  await nothingFound(file);
});

test('the address moves before the etcd member of the machine that has it is removed', async () => {
  const writer = await startWriter(cluster, CLIENT.name, 'removed', ENDPOINT);
  await writer.acknowledges(5);
  // The first control plane runs the commands of this test.
  const holder = await movedFrom('cp1');
  const others = MACHINES.filter(host => host !== holder);
  await succeed(['remove', holder, '--accept-reduced-tolerance', '--yes', '-c', file]);
  await writer.acknowledges(20);
  const written = await writer.stop();
  console.log(`removal of the control plane with the address: longest gap ${written.longestGapMs} ms`);
  expect(await lost(cluster, written)).toEqual([]);
  expect(await holders(cluster, SHARED, others)).toHaveLength(1);
  expect(await holders(cluster, SHARED, [holder])).toEqual([]);
});

test('the removed machine joins again and does not take the address', async () => {
  const [holder] = await holders(cluster, SHARED, MACHINES);
  await succeed(['apply', '-c', file]);
  expect(await holders(cluster, SHARED, MACHINES)).toEqual([holder]);
  expect(await nothingToDo(file)).toBe(true);
});

test('the address answers during an upgrade of all control planes to the next minor', async () => {
  const writer = await startWriter(cluster, CLIENT.name, 'upgraded', ENDPOINT);
  await writer.acknowledges(5);
  await succeed(['upgrade', '--to', TO.kubernetes, '--yes', '-c', file]);
  await writer.acknowledges(20);
  const written = await writer.stop();
  console.log(`upgrade of three control planes: longest gap ${written.longestGapMs} ms`);
  expect(await lost(cluster, written)).toEqual([]);
  expect(await holders(cluster, SHARED, MACHINES)).toHaveLength(1);
  const versions = await cluster.kubectl(['get', 'nodes', '-o', 'jsonpath={.items[*].status.nodeInfo.kubeletVersion}']);
  expect(new Set(versions.split(' '))).toEqual(new Set([`v${TO.kubernetes}`]));
});

/** Another host that has the address, after this one gave it up. */
async function movedFrom(host: string): Promise<string> {
  const others = MACHINES.filter(each => each !== host);
  await cluster.on(host, 'systemctl', 'stop', 'quorate-keepalived');
  const holder = await eventually('another host has the address', async () => {
    return (await holders(cluster, SHARED, others))[0];
  });
  await cluster.on(host, 'systemctl', 'start', 'quorate-keepalived');
  return holder;
}

const keepalivedOn = (host: string): Promise<string> =>
  cluster.on(host, 'systemctl', 'show', '--property=MainPID', '--value', 'quorate-keepalived');
