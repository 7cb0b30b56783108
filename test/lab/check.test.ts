import {readFile} from 'node:fs/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {desire} from '../../src/core/cluster/desire.js';
import {parseConfig} from '../../src/core/config/parse.js';
import {certificateFaults} from './support/certificate-faults.js';
import {quorate, succeed} from './support/cli.js';
import {changedExample, eventually, type LabCluster, labCluster} from './support/cluster.js';
import {type ClusterFault, clusterFaults} from './support/cluster-faults.js';
import {clockAhead, during, swapOn} from './support/faults.js';

const NETWORK = '10.88.14';
let file: string;
let cluster: LabCluster;

beforeAll(async () => {
  file = await changedExample('stacked', text =>
    text
      .replace('name: stacked', 'name: checked')
      .replaceAll('/lab/stacked/', '/lab/checked/')
      .replaceAll('10.88.2.', `${NETWORK}.`)
      .replace('  ssh:\n', '  ssh:\n    connectTimeoutSeconds: 5\n'),
  );
  cluster = await labCluster(file);
  await succeed(['bundle', 'build']);
  await succeed(['lab', 'down', '-c', file]);
  await succeed(['lab', 'up', '-c', file]);
}, 3_600_000);

afterAll(async () => {
  await succeed(['lab', 'down', '-c', file]);
});

test('apply ends with the verdict', async () => {
  const {stderr} = await succeed(['apply', '-c', file]);
  expect(stderr).toMatch(/^checked is quorate: 3 of 3 voters, leader cp\d; .*$/m);
});

test('of a healthy cluster nothing is found', async () => {
  await healthyAgain();
  const times: number[] = [];
  for (let look = 0; look < 3; look++) {
    const {code, stdout, tookMs} = await check();
    expect([code, stdout]).toEqual([0, expect.stringContaining('no finding')]);
    times.push(tookMs);
  }
  const seconds = times.map(ms => (ms / 1000).toFixed(1)).join(', ');
  console.log(`topology check of five healthy hosts took ${seconds} s`);
});

const faults: readonly ClusterFault[] = [
  ...clusterFaults(NETWORK),
  {...clockAhead, name: 'a clock that is off', on: 'w1', found: 'hosts/clock-off w1'},
  {...swapOn, name: 'swap', on: 'w2', found: 'hosts/swap-on w2'},
];

test.each(faults.map(fault => [fault.name, fault.found, fault] as const))('%s is found as %s alone', (_, __, fault) =>
  isFound(fault),
);

test('a machine id twice is found', async () => {
  const id = (await cluster.on('w1', 'cat', '/etc/machine-id')).trim();
  await isFound({
    name: 'a machine id twice',
    on: 'w2',
    make: `cp -a /etc/machine-id /root/kept; echo ${id} >/etc/machine-id`,
    mend: 'mv /root/kept /etc/machine-id',
    found: 'hosts/machine-id-shared',
  });
});

test('a Node that was deleted is found, and is there again once its kubelet has started', async () => {
  await cluster.kubectl(['delete', 'node', 'w2']);
  try {
    await finds('kube/node-gone w2');
  } finally {
    await cluster.on('w2', 'systemctl', 'restart', 'kubelet.service');
  }
  await healthyAgain();
});

test('certificates that are wrong are found, each alone', async () => {
  const parsed = parseConfig(await readFile(file, 'utf8'));
  if (!('config' in parsed)) throw new Error('the configuration is not valid');
  for (const fault of await certificateFaults(cluster, desire(parsed.config))) await isFound(fault);
});

test('a host that is away is found, and what it takes with it is not listed beside it', async () => {
  await succeed(['lab', 'kill', 'w2', '-c', file]);
  try {
    await finds('hosts/unreachable w2');
  } finally {
    await succeed(['lab', 'boot', 'w2', '-c', file]);
  }
  await healthyAgain();
});

test('with a voter away the cluster is one failure from its end, and the command says so', async () => {
  await cluster.on('cp3', 'systemctl', 'stop', 'etcd.service');
  try {
    const {code, stdout} = await check();
    expect([code, stdout]).toEqual([5, expect.stringMatching(/2 of 3 voters/)]);
  } finally {
    await cluster.on('cp3', 'systemctl', 'start', 'etcd.service');
  }
  await healthyAgain();
});

const check = (...flags: readonly string[]) => quorate(['topology', 'check', '-c', file, ...flags]);

async function isFound(fault: ClusterFault): Promise<void> {
  const started = performance.now();
  await during(cluster, fault.on, [fault], () => finds(fault.found));
  const foundMs = performance.now() - started;
  await healthyAgain();
  const healedMs = performance.now() - started - foundMs;
  console.log(`${fault.name}: found in ${(foundMs / 1000).toFixed(1)} s, healed in ${(healedMs / 1000).toFixed(1)} s`);
}

/** What is found settles: a lease runs out, a check fails a second time. */
const finds = (wanted: string) =>
  eventually(
    wanted,
    async () => {
      const found = await findings();
      if (found.length === 1 && found[0] === wanted) return true;
      throw new Error(`found ${found.join(', ') || 'nothing'}`);
    },
    120_000,
  );

const healthyAgain = () =>
  eventually('nothing is found', async () => {
    const found = await findings();
    if (found.length === 0) return true;
    throw new Error(`found ${found.join(', ')}`);
  });

/** `code`, or `code host` */
async function findings(): Promise<readonly string[]> {
  const {stdout, stderr} = await check('--json');
  const said = JSON.parse(stdout) as {findings?: readonly {code: string; host?: string}[]};
  if (said.findings === undefined) throw new Error(`${stdout}\n${stderr}`);
  return said.findings.map(({code, host}) => (host === undefined ? code : `${code} ${host}`));
}
