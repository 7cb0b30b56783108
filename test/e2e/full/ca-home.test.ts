import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {generateIdentity, identityToRecipient} from 'age-encryption';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, type LabCluster, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo} from '../support/oracle.js';

const HOSTS = ['cp1', 'cp2', 'cp3', 'w1', 'w2'];
let cluster: LabCluster;
let folder: string;
let onHosts: string;
let file: string;
let identity: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-ca-home-'));
  const key = await generateIdentity();
  await writeFile(join(folder, 'identity.txt'), `${key}\n`, {mode: 0o600});
  identity = {QUORATE_PKI_IDENTITY_FILE: join(folder, 'identity.txt')};
  onHosts = await changedExample('stacked', asLab('ca-home', '10.88.69'));
  file = join(folder, 'operator.yaml');
  const pki = `{home: operator, directory: ./pki, recipients: [${await identityToRecipient(key)}]}`;
  await writeFile(file, (await readFile(onHosts, 'utf8')).replace(/^spec:$/m, `spec:\n  pki: ${pki}`));
  cluster = await labCluster(onHosts);
  await freshHosts(cluster);
  await succeed(['apply', '-c', onHosts]);
}, 3_600_000);
afterAll(async () => {
  await cluster?.lab.down();
  await rm(folder, {recursive: true, force: true});
});

const keysOn = async (host: string) =>
  cluster.on(host, 'sh', '-c', 'ls /etc/kubernetes/pki/ca.key /etc/kubernetes/pki/*/ca.key 2>/dev/null || :');

test('a running cluster moves to the operator, and no host keeps a CA key', async () => {
  const refused = await quorate(['apply', '-c', file]);
  expect(refused.stderr).toContain('pki/home-empty');
  await succeed(['pki', 'import', '-c', file], identity);
  expect((await readdir(join(folder, 'pki'))).toSorted()).toEqual(
    ['ca', 'etcd-ca', 'front-proxy-ca'].flatMap(name => [`${name}.crt`, `${name}.key.age`]),
  );
  await succeed(['apply', '-c', file]);
  for (const host of HOSTS) expect(await keysOn(host)).toBe('');
  expect(await nothingToDo(file)).toBe(true);
  await nothingFound(file);
}, 1_800_000);

test('certificates are renewed with the identity, and not without', async () => {
  const renew = ['pki', 'renew', '-c', file, '--issued-before', new Date().toISOString()];
  const refused = await quorate(renew);
  expect(refused.stderr).toContain('pki/identity-missing');
  await succeed(renew, identity);
  expect(await nothingToDo(file)).toBe(true);
  await nothingFound(file);
}, 1_800_000);

test('the cluster CA is rotated, and a person gets a certificate of the new one', async () => {
  await succeed(['pki', 'rotate-ca', 'ca', '-c', file, '--yes'], identity);
  await succeed(['kubeconfig', '--user', 'anna', '--out', join(folder, 'anna.conf'), '-c', file], identity);
  for (const host of HOSTS) expect(await keysOn(host)).toBe('');
  expect(await nothingToDo(file)).toBe(true);
  await nothingFound(file);
}, 1_800_000);

test('the CAs move back to the hosts', async () => {
  const back = join(folder, 'back.yaml');
  await writeFile(back, (await readFile(file, 'utf8')).replace(/\{home: operator, (directory: [^,]+).*\}/, '{$1}'));
  await succeed(['apply', '-c', back], identity);
  expect(await keysOn('cp3')).toContain('/etc/kubernetes/pki/ca.key');
  expect(await nothingToDo(onHosts)).toBe(true);
  await nothingFound(onHosts);
}, 1_800_000);
