import {beforeAll, expect, test} from 'vitest';
import {quorate, succeed} from '../support/cli.js';
import {type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {edited, foundBy, of, refusedFor, swapped, untouched} from '../support/identity.js';
import {IDENTITY, identityLab} from '../support/identity-lab.js';
import {livingCluster} from '../support/labs.js';
import {oracle} from '../support/oracle.js';

const {network, nodes, controlPlanes} = IDENTITY;
let file: string;
let cluster: LabCluster;

beforeAll(async () => {
  file = await identityLab();
  cluster = await labCluster(file);
  await livingCluster(cluster);
}, 3_600_000);

const alone = <T>(work: () => Promise<T>): Promise<T> => untouched(cluster, nodes, 'cp1', work);
const ACCEPTED = ['--yes', '--accept-reduced-tolerance'];

test('a host whose SSH address leads to another host is not removed, and neither is the other', async () => {
  const alias = `${network}.112`;
  await cluster.on('cp2', 'ip', 'address', 'add', `${alias}/24`, 'dev', 'host0');
  const way = `      sshAddress: ${alias}\n      ssh: {hostKeys: "off"}\n`;
  const mistaken = await edited(
    file,
    of('cp3', lines => `${way}${lines}`),
  );
  await alone(async () => {
    for (const verb of [['remove', 'cp3', ...ACCEPTED], ['apply'], ['reset', '--all', '--yes']]) {
      const {exit, found} = await refusedFor([...verb, '-c', mistaken]);
      expect([verb, exit, found]).toEqual([verb, 1, ['identity/other-host cp3']]);
    }
    expect(await foundBy(mistaken)).toContain('identity/other-host cp3');
    // A host that is reachable by its peers is not removed as lost either.
    expect(await quorate(['remove', '--lost', 'cp3', ...ACCEPTED, '-c', mistaken])).toMatchObject({code: 1});
  });
  await cluster.on('cp2', 'ip', 'address', 'delete', `${alias}/24`, 'dev', 'host0');
});

test('two control planes whose addresses are swapped are refused', async () => {
  const mistaken = await edited(file, swapped('cp2', 'cp3'));
  await alone(async () => {
    for (const verb of [['apply'], ['join', 'cp3'], ['remove', 'cp3', ...ACCEPTED], ['reset', '--all', '--yes']]) {
      const {exit, found} = await refusedFor([...verb, '-c', mistaken]);
      expect([verb, exit, found]).toEqual([verb, 1, ['identity/other-host cp2', 'identity/other-host cp3']]);
    }
  });
});

test('a control plane that the configuration lists as a worker is removed with its member first, and then reset', async () => {
  const mistaken = await edited(
    file,
    of('cp3', lines => lines.replace('control-plane', 'worker')),
  );
  await alone(async () => {
    expect(await refusedFor(['apply', '-c', mistaken])).toMatchObject({exit: 1, found: ['identity/role-removed cp3']});
    const {exit, stderr} = await refusedFor(['remove', 'cp3', '--yes', '-c', mistaken]);
    expect(exit).toBe(5);
    expect(stderr).toContain('--accept-reduced-tolerance');
  });
  const {tookMs} = await succeed(['remove', 'cp3', ...ACCEPTED, '-c', mistaken]);
  console.log(`removing a control plane whose role was edited took ${(tookMs / 1000).toFixed(1)} s`);
  expect((await members(cluster, 'cp1')).map(({name}) => name)).toEqual(['cp1', 'cp2']);
  expect(await leftOn('cp3')).toBe('');

  await succeed(['apply', '-c', file]);
  await oracle(cluster, ['apply', '-c', file], nodes, controlPlanes);
});

const leftOn = (host: string): Promise<string> =>
  cluster.on(
    host,
    'sh',
    '-c',
    'ls -d /etc/kubernetes /etc/etcd /etc/quorate /opt/quorate /var/lib/quorate 2>/dev/null; ls -A /var/lib/etcd',
  );
