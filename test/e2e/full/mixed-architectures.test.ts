import {rm} from 'node:fs/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {hostArch} from '../../../src/lab/bundle/arch.js';
import {bundleWithArm64Etcd, emulatedArm64, machineOf, reportsArm64} from '../support/arm64.js';
import {succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo} from '../support/oracle.js';
import {bundleIn, without} from '../support/variants.js';

const undo = hostArch() === 'amd64' ? await emulatedArm64() : undefined;
const OTHER = 'etcd3';
let bundle: string;
let file: string;
/** The configuration before it has the second and the third member. */
let first: string;
let cluster: LabCluster;

describe.skipIf(undo === undefined)('an etcd host of another architecture (this kernel must have binfmt_misc)', () => {
  beforeAll(async () => {
    await succeed(['bundle', 'build']);
    bundle = await bundleWithArm64Etcd('1.36.3');
    const small = (text: string) => without('cp2')(without('w2')(asLab('mixed', '10.88.28')(text)));
    file = await changedExample('external', text => bundleIn(bundle)(small(text)));
    first = await changedExample('external', text => without('etcd2')(without(OTHER)(bundleIn(bundle)(small(text)))));
    cluster = await labCluster(file);
    await freshHosts(cluster);
    await reportsArm64(cluster, OTHER);
  }, 3_600_000);

  afterAll(async () => {
    await cluster?.lab.down();
    await undo?.();
    if (bundle !== undefined) await rm(bundle, {recursive: true});
  });

  test('joins as a learner and is promoted, with the binaries of its architecture', async () => {
    await succeed(['apply', '-c', first]);
    await succeed(['apply', '-c', file]);
    expect(await members(cluster, OTHER)).toEqual(
      ['etcd1', 'etcd2', OTHER].map(name => ({name, started: true, learner: false})),
    );
    expect(await machineOf(cluster, OTHER, '/opt/quorate/bin/etcd')).toBe('00b7');
    expect(await machineOf(cluster, OTHER, '/opt/quorate/bin/etcdctl')).toBe('00b7');
    expect(await machineOf(cluster, 'etcd1', '/opt/quorate/bin/etcd')).toBe('003e');
    expect(await nothingToDo(file)).toBe(true);
    await nothingFound(file);
  });

  test('is a voting member: with it, one of the others may fail', async () => {
    await cluster.lab.kill('etcd1');
    const name = 'with-two-architectures';
    await eventually('a write is acknowledged', () => cluster.kubectl(['create', 'configmap', name]));
    await cluster.lab.boot('etcd1');
    await nothingFound(file);
    expect(await cluster.kubectl(['get', 'configmap', name, '-o', 'name'])).toBe(`configmap/${name}\n`);
  });

  test('starts again after a power cut', async () => {
    await cluster.lab.kill(OTHER);
    await cluster.lab.boot(OTHER);
    await nothingFound(file);
    expect(await nothingToDo(file)).toBe(true);
  });
});
