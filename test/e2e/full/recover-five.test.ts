import {afterAll, beforeAll, expect, test} from 'vitest';
import {quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {freshHosts} from '../support/labs.js';
import {nothingToDo} from '../support/oracle.js';
import {without} from '../support/variants.js';
import {lost, startWriter} from '../support/writer.js';

const NAME = 'recover-five';
const ETCD = ['etcd1', 'etcd2', 'etcd3', 'etcd4', 'etcd5'] as const;
let cluster: LabCluster;
let file: string;

beforeAll(async () => {
  file = await changedExample('external', text => five(asLab(NAME, '10.88.57')(without('cp2')(without('w2')(text)))));
  cluster = await labCluster(file);
  await freshHosts(cluster);
  await succeed(['apply', '-c', file]);
}, 3_600_000);
afterAll(() => cluster?.lab.down());

/** Two more like the third etcd host. */
function five(text: string): string {
  const third = /( *- name: etcd3\n(?: {6}.*\n)+)/.exec(text)![1]!;
  const like = (number: number, zone: string) =>
    third
      .replace('etcd3', `etcd${number}`)
      .replace(/address: (\S+)\.33/, `address: $1.3${number}`)
      .replace(/zone: \S+/, `zone: ${zone}`);
  return text.replace(third, `${third}${like(4, 'a')}${like(5, 'b')}`);
}

interface Checked {
  readonly findings: readonly {readonly code: string}[];
}

const wipe = (hosts: readonly string[]) =>
  Promise.all(
    hosts.map(host =>
      cluster.on(
        host,
        'sh',
        '-c',
        'systemctl kill -s KILL etcd.service; systemctl stop etcd.service; rm -rf /var/lib/etcd/member',
      ),
    ),
  );

async function written() {
  const writer = await startWriter(cluster, 'w1', 'drill');
  await writer.acknowledges(50);
  return writer.stop();
}

/** Recovers, and verifies that nothing of what was written is missing. */
async function recovered(asked: Parameters<typeof lost>[1]): Promise<string> {
  const {stderr, tookMs} = await succeed(['etcd', 'recover', '-c', file, '--confirm', NAME]);
  console.log(`recovered in ${(tookMs / 1000).toFixed(1)} s\n${stderr}`);
  expect(await lost(cluster, asked)).toEqual([]);
  expect(await members(cluster, 'etcd1')).toEqual(ETCD.map(name => ({name, started: true, learner: false})));
  expect(await nothingToDo(file)).toBe(true);
  // Nine hosts share the disk of one machine.
  const {findings} = JSON.parse((await quorate(['topology', 'check', '-c', file, '--json'])).stdout) as Checked;
  expect(findings.map(({code}) => code).filter(code => code !== 'etcd/disk-slow')).toEqual([]);
  return stderr;
}

test('of two survivors, the one that lags is not recommended, and nothing that the other one had is lost', async () => {
  await cluster.on('etcd5', 'systemctl', 'stop', 'etcd.service');
  const asked = await written();
  await wipe(ETCD.slice(0, 3));
  const table = await recovered(asked);
  expect(table).toMatch(/^etcd4 +voter .* recovered from$/m);
  expect(table).toMatch(/^etcd5 +does not serve .* given up$/m);
});

test('survivors that were started without quorum do not serve, and the newest of their data is used', async () => {
  const asked = await written();
  await Promise.all([
    wipe(ETCD.slice(0, 3)),
    ...['etcd4', 'etcd5'].map(host => cluster.on(host, 'systemctl', 'kill', '-s', 'KILL', 'etcd.service')),
  ]);
  const table = await recovered(asked);
  expect(table).toMatch(/^etcd[45] +does not serve .* recovered from$/m);
  expect(table).toMatch(/^etcd[45] +does not serve .* given up$/m);
});
