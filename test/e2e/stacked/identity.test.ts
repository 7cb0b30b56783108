import {rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {example, type LabCluster, labCluster} from '../support/cluster.js';
import {edited, foundBy, of, placed, refusedFor, swapped, untouched} from '../support/identity.js';
import {livingCluster} from '../support/labs.js';
import {refused} from '../support/refusal.js';
import {STACKED} from '../support/topology.js';

const FILE = example('stacked');
const {network, nodes} = STACKED;
const made: string[] = [];
let cluster: LabCluster;

beforeAll(async () => {
  cluster = await labCluster(FILE);
  await livingCluster(cluster);
}, 3_600_000);

afterAll(async () => {
  for (const file of made) await rm(dirname(file), {recursive: true});
});

const kept = async (file: Promise<string>): Promise<string> => {
  made.push(await file);
  return made.at(-1)!;
};
const alone = <T>(work: () => Promise<T>): Promise<T> => untouched(cluster, nodes, 'cp1', work);

test('the configuration of another cluster that names hosts of this one is refused by every verb, and reported by topology check', async () => {
  // A worker of the cluster becomes the first control plane of a new one, and another worker its worker.
  const file = await kept(
    placed('staging', [
      {name: 'w2', address: `${network}.22`, role: 'control-plane', lab: cluster},
      {name: 'w1', address: `${network}.21`, role: 'worker', lab: cluster},
    ]),
  );
  const theirs = ['identity/other-cluster w1', 'identity/other-cluster w2'];
  await alone(async () => {
    for (const verb of [['apply'], ['init'], ['join', 'w1'], ['remove', 'w1', '--yes'], ['reset', '--all', '--yes']]) {
      const {exit, found} = await refusedFor([...verb, '-c', file]);
      expect([verb[0], exit, found]).toEqual([verb[0], 1, expect.arrayContaining(theirs)]);
    }
    expect(await foundBy(file)).toEqual(expect.arrayContaining(theirs));
  });
});

const EDITS: readonly (readonly [codes: readonly string[], edit: (text: string) => string])[] = [
  [['identity/other-host w1', 'identity/other-host w2'], swapped('w1', 'w2')],
  [['identity/role-removed cp3'], of('cp3', lines => lines.replace('control-plane', 'worker'))],
  [
    ['identity/setting-changed spec.network.podCidr'],
    text => text.replace('  topology: stacked\n', '  topology: stacked\n  network: {podCidr: 10.240.0.0/16}\n'),
  ],
];

test('swapped addresses, a removed role and another pod CIDR are refused', async () => {
  await alone(async () => {
    for (const [codes, edit] of EDITS) {
      const {exit, found} = await refusedFor(['apply', '-c', await kept(edited(FILE, edit))]);
      expect([exit, found]).toEqual([1, codes]);
    }
  });
});

test('one address for two hosts is an error in the configuration', async () => {
  const file = await kept(
    edited(
      FILE,
      of('cp3', lines => `      sshAddress: ${network}.12\n${lines}`),
    ),
  );
  expect(await refused(['remove', 'cp3', '--yes', '-c', file])).toMatchObject({
    exit: 3,
    code: 'config/invalid',
    message: expect.stringContaining('SSH would connect to cp2 instead of cp3'),
  });
});
