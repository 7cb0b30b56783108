import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readUnmanagedEtcdFiles, unmanagedEtcdHostFile} from '../../../../src/io/etcd/unmanaged/client-files.js';
import {NOW, testCa, testLeaf} from '../../../support/certificates.js';

const ca = testCa();
const leaf = testLeaf(ca, {usages: ['client']});
let folder: string;
const path = (name: string) => join(folder, name);
const config = () => ({
  endpoints: [],
  caFile: path('ca.crt'),
  certFile: path('client.crt'),
  keyFile: path('client.key'),
});
const read = () => readUnmanagedEtcdFiles(config(), NOW);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-client-'));
  await writeFile(path('ca.crt'), ca.certPem);
  await writeFile(path('client.crt'), leaf.certPem);
  await writeFile(path('client.key'), leaf.keyPem, {mode: 0o600});
});

afterEach(() => rm(folder, {recursive: true}));

test('the three files have the paths of kubeadm, and only the key is secret', async () => {
  const client = await read();
  expect((['ca', 'key', 'certificate'] as const).map(name => unmanagedEtcdHostFile(name, client))).toEqual([
    {path: '/etc/kubernetes/pki/etcd/ca.crt', mode: '644', content: Buffer.from(ca.certPem), secret: false},
    {
      path: '/etc/kubernetes/pki/apiserver-etcd-client.key',
      mode: '600',
      content: Buffer.from(leaf.keyPem),
      secret: true,
    },
    {
      path: '/etc/kubernetes/pki/apiserver-etcd-client.crt',
      mode: '644',
      content: Buffer.from(leaf.certPem),
      secret: false,
    },
  ]);
});

test('a key that other users can read is refused, with the command that corrects it', async () => {
  await chmod(path('client.key'), 0o640);
  await expect(read()).rejects.toMatchObject({
    code: 'etcd/client-files',
    message: `spec.etcd.keyFile: ${path('client.key')} is accessible by other users (mode 640)`,
    suggestions: [`chmod 600 ${path('client.key')}`],
  });
});

test.each([
  ['caFile', 'ca.crt', 'does not exist', undefined],
  ['certFile', 'client.crt', 'is not a certificate in PEM', 'hello'],
  ['caFile', 'ca.crt', 'is not a CA certificate', leaf.certPem],
  [
    'certFile',
    'client.crt',
    'expired on 2026-11-20',
    testLeaf(ca, {usages: ['client'], notAfter: new Date('2026-11-20T00:00:00Z')}).certPem,
  ],
  ['keyFile', 'client.key', 'is not the private key of', 'hello'],
])('%s is named when %s %s', async (key, name, why, content) => {
  if (content === undefined) await rm(path(name));
  else await writeFile(path(name), content);
  await expect(read()).rejects.toMatchObject({
    code: 'etcd/client-files',
    message: expect.stringContaining(`spec.etcd.${key}: ${path(name)} ${why}`),
  });
});

test('the contents of a key are never in a message', async () => {
  await writeFile(path('client.key'), testLeaf(ca, {algorithm: 'RSA-2048'}).keyPem);
  const error = await read().catch((caught: Error) => caught);
  expect(String((error as Error).stack)).not.toContain('PRIVATE KEY');
  expect(error).toMatchObject({code: 'etcd/client-files'});
});
