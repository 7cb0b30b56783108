import {beforeAll, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {type LabCluster, labCluster} from '../support/cluster.js';
import {edited, foundBy, refusedFor, swapped} from '../support/identity.js';
import {IDENTITY, identityLab} from '../support/identity-lab.js';
import {livingCluster} from '../support/labs.js';
import {nothingFound, oracle} from '../support/oracle.js';

const {nodes, controlPlanes} = IDENTITY;
let file: string;
let cluster: LabCluster;

beforeAll(async () => {
  file = await identityLab();
  cluster = await labCluster(file);
  await livingCluster(cluster);
  for (const host of nodes)
    await cluster.on(host, 'rm', '-rf', '/etc/quorate', '/var/lib/quorate/identity', '/etc/etcd/member');
}, 3_600_000);

test('a cluster without identity records is refused while its certificates contradict the configuration', async () => {
  const found = await foundBy(file);
  expect(found).toEqual(['identity/missing']);
  const {exit, found: codes} = await refusedFor(['apply', '-c', await edited(file, swapped('cp2', 'cp3'))]);
  expect([exit, codes]).toEqual([1, ['identity/other-host cp2', 'identity/other-host cp3']]);
});

test('the next apply records the identity and restarts nothing, and the one after finds no changes', async () => {
  const before = await processes();
  const {tookMs} = await succeed(['apply', '-c', file]);
  console.log(`recording the identity of a cluster took ${(tookMs / 1000).toFixed(1)} s`);
  expect(await processes()).toEqual(before);

  const identities = await Promise.all(nodes.map(host => cluster.on(host, 'cat', '/etc/quorate/identity')));
  for (const [index, host] of nodes.entries()) {
    expect(await cluster.on(host, 'cat', '/var/lib/quorate/identity')).toBe(identities[index]);
    expect(identities[index]).toMatch(new RegExp(`^host=${host}$`, 'm'));
    expect(identities[index]).toContain('founded=yes');
  }
  expect(new Set(identities.map(text => /^cluster=(.*)$/m.exec(text)?.[1])).size).toBe(1);
  for (const host of controlPlanes) {
    const marker = await cluster.on(host, 'cat', '/etc/etcd/member');
    expect(marker).toContain('state=member');
    expect(marker).toBe(await cluster.on(host, 'cat', '/var/lib/quorate/etcd-member'));
  }
  await oracle(cluster, ['apply', '-c', file], nodes, controlPlanes);
  expect(await nothingFound(file)).toBe(true);
});

/** By host, the running units of quorate and when each was started. */
const processes = async (): Promise<readonly string[]> =>
  Promise.all(
    nodes.map(host =>
      cluster.on(
        host,
        'systemctl',
        ...['show', '--property=Id,InvocationID,MainPID,NRestarts', 'etcd*', 'kube*', 'containerd.service'],
        ...['flanneld.service', 'quorate-*'],
      ),
    ),
  );
