import {afterAll, beforeAll, expect, test} from 'vitest';
import {quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {freshHosts} from '../support/labs.js';
import {oracle} from '../support/oracle.js';

const HOSTS = ['cp1', 'cp2', 'cp3'];
let file: string;
let cluster: LabCluster;

beforeAll(async () => {
  file = await changedExample('stacked', text =>
    asLab('leaving', '10.88.15')(text).replace(/\n\s*- name: w1[\s\S]*$/, '\n'),
  );
  cluster = await labCluster(file);
  await freshHosts(cluster);
  await succeed(['apply', '-c', file]);
}, 3_600_000);

afterAll(async () => {
  await succeed(['lab', 'down', '-c', file]);
});

test('the first control plane is removed, keeps no files of the cluster, and joins again with apply', async () => {
  await cluster.kubectl(['create', 'configmap', 'before', '--from-literal=word=kept']);
  const refused = await quorate(['remove', 'cp1', '--yes', '-c', file]);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain('--accept-reduced-tolerance');
  expect(await members(cluster, 'cp2')).toHaveLength(3);
  const rehearsed = await succeed(['remove', 'cp1', '--accept-reduced-tolerance', '--dry-run', '-c', file]);
  expect(rehearsed.stdout).toContain('cp1');
  expect(await members(cluster, 'cp2')).toHaveLength(3);

  const {stderr} = await succeed(['remove', 'cp1', '--yes', '--accept-reduced-tolerance', '-c', file]);
  expect(stderr).toContain('delete cp1 from the configuration');
  expect((await members(cluster, 'cp2')).map(({name}) => name)).toEqual(['cp2', 'cp3']);
  const kubectl = ['/opt/quorate/bin/kubectl', '--kubeconfig=/etc/kubernetes/admin.conf'];
  expect(await cluster.on('cp2', ...kubectl, 'get', 'nodes', '-o', 'name')).toBe('node/cp2\nnode/cp3\n');
  expect(
    await cluster.on('cp1', 'sh', '-c', 'ls -d /etc/kubernetes /opt/quorate 2>/dev/null; ls -A /var/lib/etcd'),
  ).toBe('');

  await succeed(['apply', '-c', file]);
  await oracle(cluster, ['apply', '-c', file], HOSTS, HOSTS);
  expect(await cluster.kubectl(['get', 'configmap', 'before', '-o', 'jsonpath={.data.word}'])).toBe('kept');
});

test('the first control plane is permanently lost, and a new machine replaces it', async () => {
  await cluster.kubectl(['create', 'configmap', 'before-the-loss', '--from-literal=word=kept']);
  await succeed(['lab', 'poweroff', 'cp1', '-c', file]);
  await eventually('the cluster hears nothing of cp1', async () => {
    const {code, stderr} = await quorate(['remove', '--lost', 'cp1', '--yes', '-c', file]);
    if (code !== 0) throw new Error(stderr);
    return true;
  });
  expect((await members(cluster, 'cp2')).map(({name}) => name)).toEqual(['cp2', 'cp3']);
  const kubectl = ['/opt/quorate/bin/kubectl', '--kubeconfig=/etc/kubernetes/admin.conf'];
  expect(await cluster.on('cp2', ...kubectl, 'get', 'nodes', '-o', 'name')).toBe('node/cp2\nnode/cp3\n');

  await succeed(['lab', 'replace', 'cp1', '-c', file]);
  await succeed(['apply', '-c', file]);
  await oracle(cluster, ['apply', '-c', file], HOSTS, HOSTS);
  expect(await cluster.kubectl(['get', 'configmap', 'before-the-loss', '-o', 'jsonpath={.data.word}'])).toBe('kept');
});

test('three control planes are reduced to two and one with --accept-reduced-tolerance, and grow to three again', async () => {
  const remove = (host: string) => ['remove', host, '--yes', '--accept-reduced-tolerance', '-c', file];
  await succeed(remove('cp1'));
  expect((await members(cluster, 'cp2')).map(({name}) => name)).toEqual(['cp2', 'cp3']);
  await succeed(remove('cp2'));
  expect((await members(cluster, 'cp3')).map(({name}) => name)).toEqual(['cp3']);
  const kubectl = ['/opt/quorate/bin/kubectl', '--kubeconfig=/etc/kubernetes/admin.conf'];
  expect(await cluster.on('cp3', ...kubectl, 'get', 'nodes', '-o', 'name')).toBe('node/cp3\n');
  await succeed(['apply', '-c', file]);
  await oracle(cluster, ['apply', '-c', file], HOSTS, HOSTS);
  expect(await cluster.kubectl(['get', 'configmap', 'before', '-o', 'jsonpath={.data.word}'])).toBe('kept');
});
