import {afterAll, beforeAll, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {asLab, changedExample, type LabCluster, labCluster} from '../support/cluster.js';
import {foundBy, type Placed, placed, refusedFor, untouched} from '../support/identity.js';
import {freshHosts} from '../support/labs.js';
import {nothingToDo, readyNodes} from '../support/oracle.js';
import {without} from '../support/variants.js';

/** Three clusters, each in its own lab: production, staging, and one with external etcd. */
const PRODUCTION = ['cp1', 'cp2', 'cp3', 'w1'];
let production: LabCluster;
let staging: LabCluster;
let archive: LabCluster;
let own: readonly Placed[];

beforeAll(async () => {
  production = await labCluster(
    await changedExample('stacked', text => without('w2')(asLab('production', '10.88.16')(text))),
  );
  staging = await labCluster(
    await changedExample('single', text => onlyStaging(without('w2')(asLab('staging', '10.88.17')(text)))),
  );
  archive = await labCluster(
    await changedExample('external', text =>
      ['etcd2', 'etcd3', 'cp2', 'w1', 'w2'].reduce(
        (rest, host) => without(host)(rest),
        asLab('archive', '10.88.18')(text),
      ),
    ),
  );
  await freshHosts(production);
  for (const {file} of [staging, archive]) await succeed(['lab', 'up', '-c', file]);
  for (const {file} of [production, archive]) await succeed(['apply', '-c', file]);
  own = [
    {name: 's1', address: '10.88.17.11', role: 'control-plane', lab: staging},
    {name: 's2', address: '10.88.17.21', role: 'worker', lab: staging},
  ];
}, 3_600_000);

afterAll(async () => {
  for (const {lab} of [staging, archive, production]) await lab.down();
});

const onlyStaging = (text: string): string => text.replace('name: cp1', 'name: s1').replace('name: w1', 'name: s2');

/** @throws if a host of the two running clusters changes or a Node is not Ready. */
const alone = async (work: () => Promise<void>): Promise<void> => {
  await untouched(production, PRODUCTION, 'cp1', () => untouched(archive, ['etcd1', 'cp1'], 'etcd1', work));
  expect(await readyNodes(production)).toEqual(PRODUCTION);
  expect(await readyNodes(archive)).toEqual(['cp1']);
};

const worker: () => Placed = () => ({name: 'w1', address: '10.88.16.21', role: 'worker', lab: production});
const controlPlane: () => Placed = () => ({
  name: 'cp3',
  address: '10.88.16.13',
  role: 'control-plane',
  lab: production,
});
const etcdHost: () => Placed = () => ({name: 'etcd1', address: '10.88.18.31', role: 'worker', lab: archive});

/** Every verb, with the same host as a new one and as one to remove. */
const verbs = (host: string): readonly (readonly string[])[] => [
  ['plan'],
  ['apply'],
  ['init'],
  ['join', host],
  ['remove', host, '--yes', '--accept-reduced-tolerance'],
  ['reset', '--all', '--yes'],
];

const isRefused = async (host: Placed, file: string): Promise<void> => {
  const began = performance.now();
  const expected = `identity/other-cluster ${host.name}`;
  await alone(async () => {
    for (const verb of verbs(host.name)) {
      const {exit, found} = await refusedFor([...verb, '-c', file]);
      expect([verb[0], exit, found]).toEqual([verb[0], 1, expect.arrayContaining([expected])]);
    }
    expect(await foundBy(file)).toContain(expected);
  });
  console.log(`${host.name} of another cluster: every verb and a check in ${seconds(began)}`);
};

test('a cluster that does not exist yet does not get a worker of another one', async () => {
  await isRefused(worker(), await placed('staging', [...own, worker()]));
  expect(await staging.on('s1', 'ls', '-A', '/etc', '/var/lib')).not.toContain('quorate\n');
});

test('a cluster that does not exist yet does not get an etcd host of another one', async () => {
  await isRefused(etcdHost(), await placed('staging', [...own, etcdHost()]));
});

test('a running cluster gets neither a worker, nor a control plane, nor an etcd host of another one', async () => {
  await succeed(['apply', '-c', staging.file]);
  for (const host of [worker(), controlPlane(), etcdHost()])
    await untouched(staging, ['s1', 's2'], 's1', async () => isRefused(host, await placed('staging', [...own, host])));
  expect(await readyNodes(staging)).toEqual(['s1', 's2']);
});

test('a new cluster is not bootstrapped on control planes of another one, nor on its etcd', async () => {
  const onControlPlane = await placed('second', [controlPlane(), worker()]);
  const besideEtcd = await placed(
    'second',
    [
      {...etcdHost(), role: 'etcd'},
      {name: 'cp1', address: '10.88.18.11', role: 'control-plane', lab: archive},
    ],
    'external',
  );
  await alone(async () => {
    for (const [file, host] of [
      [onControlPlane, 'cp3'],
      [besideEtcd, 'etcd1'],
    ] as const)
      for (const verb of verbs(host)) {
        const {exit, found} = await refusedFor([...verb, '-c', file]);
        const expected = [verb[0], 1, expect.arrayContaining([`identity/other-cluster ${host}`])];
        expect([verb[0], exit, found]).toEqual(expected);
      }
  });
});

test('each cluster finds no changes with its own configuration', async () => {
  for (const {file} of [production, staging, archive]) expect(await nothingToDo(file)).toBe(true);
});

const seconds = (began: number): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
