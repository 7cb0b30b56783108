import {beforeAll, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {type LabCluster, labCluster} from '../support/cluster.js';
import {refusedFor} from '../support/identity.js';
import {IDENTITY, identityLab} from '../support/identity-lab.js';
import {livingCluster} from '../support/labs.js';
import {oracle} from '../support/oracle.js';

/** A cluster with the same name that is gone. */
const DEAD = 'd'.repeat(32);
const {nodes, controlPlanes} = IDENTITY;
let file: string;
let cluster: LabCluster;

beforeAll(async () => {
  file = await identityLab();
  cluster = await labCluster(file);
  await livingCluster(cluster);
}, 3_600_000);

test('a worker of a cluster that is gone is refused, reset with the id of that cluster, and joins', async () => {
  const [own] = /[0-9a-f]{32}/.exec(await cluster.on('w1', 'cat', '/etc/quorate/identity'))!;
  const reset = (id: string) => ['reset', 'w1', '--cluster-id', id, '--yes', '-c', file];
  expect(await refusedFor(reset(own))).toMatchObject({exit: 1, found: ['reset/own-cluster w1']});

  const places = ['/etc/quorate/identity', '/var/lib/quorate/identity'];
  await cluster.on('w1', 'sed', '-i', `s/^cluster=.*/cluster=${DEAD}/`, ...places);
  expect(await refusedFor(['apply', '-c', file])).toMatchObject({exit: 1, found: ['identity/other-cluster w1']});
  expect(await refusedFor(reset(own))).toMatchObject({exit: 1, found: ['reset/cluster-id-mismatch w1']});
  await succeed(['reset', 'w1', '--cluster-id', DEAD, '--yes', '-c', file]);
  expect(await cluster.on('w1', 'sh', '-c', 'ls -d /etc/quorate /etc/kubernetes /opt/quorate 2>/dev/null; true')).toBe(
    '',
  );

  await succeed(['apply', '-c', file]);
  await oracle(cluster, ['apply', '-c', file], nodes, controlPlanes);
});
