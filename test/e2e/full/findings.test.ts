import {readFile} from 'node:fs/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {KUBERNETES} from '../../../src/core/codes/catalogue/kubernetes.js';
import {parseConfig} from '../../../src/core/config/parse.js';
import {desire} from '../../../src/core/desire.js';
import {certificateFaults} from '../support/certificate-faults.js';
import {checkedCluster, createChecker, type Doctor} from '../support/check.js';
import {succeed} from '../support/cli.js';
import {eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {type ClusterFault, clusterFaults} from '../support/cluster-faults.js';
import {clockAhead, swapOn} from '../support/faults.js';
import {freshHosts} from '../support/labs.js';

const NETWORK = '10.88.14';
let file: string;
let cluster: LabCluster;
let asked: Doctor;

beforeAll(async () => {
  file = await checkedCluster(NETWORK);
  cluster = await labCluster(file);
  asked = createChecker(cluster);
  await freshHosts(cluster);
  await succeed(['apply', '-c', file]);
  await asked.healthyAgain();
}, 3_600_000);

afterAll(async () => {
  await succeed(['lab', 'down', '-c', file]);
});

const faults: readonly ClusterFault[] = [
  ...clusterFaults(NETWORK),
  {...clockAhead, name: 'a clock that is off', on: 'w1', found: 'hosts/clock-off w1'},
  {...swapOn, name: 'swap', on: 'w2', found: 'hosts/swap-on w2'},
];

test.each(faults.map(fault => [fault.name, fault.found, fault] as const))('%s is reported as %s only', (_, __, fault) =>
  asked.isFound(fault),
);

test('a duplicate machine id is reported', async () => {
  const id = (await cluster.on('w1', 'cat', '/etc/machine-id')).trim();
  await asked.isFound({
    name: 'a machine id twice',
    on: 'w2',
    make: `cp -a /etc/machine-id /root/kept; echo ${id} >/etc/machine-id`,
    mend: 'mv /root/kept /etc/machine-id',
    found: 'hosts/machine-id-shared',
  });
});

test('a deleted Node is reported, and its remedy restores its pod network too', async () => {
  const [where, commands] = KUBERNETES['kube/node-missing'].remedy.split(/: (.*)/s);
  expect(where).toBe('on {host}');
  await cluster.kubectl(['delete', 'node', 'w2']);
  try {
    await asked.finds('kube/node-missing w2');
  } finally {
    await cluster.on('w2', 'sh', '-c', commands!);
  }
  await asked.healthyAgain();
  await eventually('cp1 has a way to the pods that w2 may have now', async () => {
    const range = await cluster.kubectl(['get', 'node', 'w2', '-o', 'jsonpath={.spec.podCIDR}']);
    const routes = await cluster.on('cp1', 'ip', 'route', 'show', 'dev', 'flannel.1');
    if (range !== '' && routes.includes(range)) return true as const;
    throw new Error(`w2 has ${range}, and cp1 knows ${routes}`);
  });
});

test('each wrong certificate is the only finding', async () => {
  const parsed = parseConfig(await readFile(file, 'utf8'));
  if (!('config' in parsed)) throw new Error('the configuration is not valid');
  for (const fault of await certificateFaults(cluster, desire(parsed.config))) await asked.isFound(fault);
});
