import {afterAll, beforeAll, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {killedUntilDone} from '../support/killed.js';
import {freshHosts} from '../support/labs.js';
import {oracle} from '../support/oracle.js';
import {without} from '../support/variants.js';
import {lost, startWriter} from '../support/writer.js';

const NODES = ['cp1', 'cp2'];
let three: string;
let five: string;
let cluster: LabCluster;

beforeAll(async () => {
  three = await changedExample('external', ownLab);
  five = await changedExample('external', text => ownLab(text) + etcdHost(4) + etcdHost(5));
  cluster = await labCluster(five);
  await freshHosts(cluster);
}, 3_600_000);

afterAll(async () => {
  await succeed(['lab', 'down', '-c', five]);
});

test('apply on new hosts, killed repeatedly, bootstraps one cluster with external etcd', async () => {
  const command = ['apply', '-c', three];
  const kills = await killedUntilDone(command, 12);
  console.log(`apply was killed ${kills} times on its way`);
  expect(kills).toBeGreaterThanOrEqual(10);
  await oracle(cluster, command, NODES, ['etcd1', 'etcd2', 'etcd3']);
});

test('a fourth member joins, and every API server gets its endpoint', async () => {
  await cluster.kubectl(['create', 'configmap', 'before', '--from-literal=word=kept']);
  const {tookMs} = await succeed(['join', 'etcd4', '-c', five]);
  console.log(`join etcd4 took ${(tookMs / 1000).toFixed(1)} s`);
  for (const host of NODES) expect(await endpointsOf(host), host).toEqual([1, 2, 3, 4].map(url));
});

test('the join of a fifth member, killed repeatedly, leaves no learner and loses no write', async () => {
  const command = ['join', 'etcd5', '-c', five];
  const kills = await killedUntilDone(command, 12);
  console.log(`join etcd5 was killed ${kills} times on its way`);
  expect(kills).toBeGreaterThanOrEqual(8);
  await oracle(cluster, command, NODES, ['etcd1', 'etcd2', 'etcd3', 'etcd4', 'etcd5']);
  for (const host of NODES) expect(await endpointsOf(host), host).toEqual([1, 2, 3, 4, 5].map(url));
});

test('five members stay writable when two are lost, including the first', async () => {
  for (const host of ['etcd1', 'etcd2']) await succeed(['lab', 'poweroff', host, '-c', five]);
  await eventually('writes go on', () => cluster.kubectl(['create', 'configmap', 'after', '--request-timeout=5s']));
  expect(await cluster.kubectl(['get', 'configmap', 'before', '-o', 'jsonpath={.data.word}'])).toBe('kept');
  expect((await members(cluster, 'etcd5')).length).toBe(5);
  for (const host of ['etcd1', 'etcd2']) await succeed(['lab', 'start', host, '-c', five]);
  await eventually('all five serve again', async () => {
    for (const number of [1, 2, 3, 4, 5]) await members(cluster, `etcd${number}`);
    return true;
  });
});

test('members are removed one by one and from every API server, without a failed request', async () => {
  const writer = await startWriter(cluster, 'cp2', 'leaving');
  await writer.acknowledges(5);
  for (const host of ['etcd5', 'etcd1'])
    await succeed(['remove', host, '--yes', '--accept-reduced-tolerance', '-c', five]);
  await writer.acknowledges(5);
  const written = await writer.stop();
  console.log(`two members left: longest gap ${written.longestGapMs} ms`);
  expect(await lost(cluster, written)).toEqual([]);
  expect((await members(cluster, 'etcd2')).map(({name}) => name)).toEqual(['etcd2', 'etcd3', 'etcd4']);
  for (const host of NODES) expect(await endpointsOf(host), host).toEqual([2, 3, 4].map(url));
  expect(
    await cluster.on('etcd5', 'sh', '-c', 'ls -d /etc/kubernetes /opt/quorate 2>/dev/null; ls -A /var/lib/etcd'),
  ).toBe('');
});

const address = (number: number): string => `10.88.13.3${number}`;
const url = (number: number): string => `https://${address(number)}:2379`;

/** The endpoints that the API server of a host runs with. */
const endpointsOf = async (host: string): Promise<readonly string[]> => {
  const commandLine = await cluster.on(host, 'sh', '-c', 'tr "\\0" "\\n" < /proc/$(pidof kube-apiserver)/cmdline');
  return /^--etcd-servers=(.*)$/m.exec(commandLine)![1]!.split(',');
};

/** The example in a lab of its own, without workers. */
const ownLab = (text: string): string =>
  asLab(
    'widened',
    '10.88.13',
  )(without('w2')(without('w1')(text)))
    .trimEnd()
    .concat('\n');

const etcdHost = (number: number): string => `
    - name: etcd${number}
      address: ${address(number)}
      roles: [etcd]
`;
