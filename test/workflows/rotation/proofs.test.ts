import {describe, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {type EncryptionKey, encryptionConfigText} from '../../../src/core/pki/encryption.js';
import type {HostClient} from '../../../src/ports/host.js';
import type {KeyUse} from '../../../src/ports/key-use.js';
import {proofsBefore} from '../../../src/workflows/rotation/proofs.js';
import {testCa} from '../../support/certificates.js';
import {desiredCluster} from '../../support/desired.js';

const [ours, next, foreign] = ['kubernetes', 'next', 'foreign'].map(place => testCa({place}).certPem) as [
  string,
  string,
  string,
];
const both = `generation: 1\n${ours}${next}`;
const KEYS: readonly EncryptionKey[] = ['key2', 'key1'].map(name => ({name, secret: 'c2VjcmV0'}));
const FILES: Readonly<Record<string, string>> = {
  '/etc/kubernetes/pki/ca.crt': both,
  '/etc/kubernetes/encryption.yaml': encryptionConfigText(KEYS),
};

const USE: KeyUse = {
  rootCas: async () => new Map([['kube-system', both]]),
  tokenSecrets: async () => [],
  podCredentials: async () => ({cas: [], tokens: []}),
  namespaces: async () => ['kube-system'],
  rewriteSecrets: async () => {},
  encryptedBy: async () => new Map([['key2', 3]]),
};

const host = () => ({read: async (path: string) => Buffer.from(FILES[path] ?? '')}) as unknown as HostClient;

const pending = async (name: 'ca' | 'encryption', changes: Partial<KeyUse>, desired = desiredCluster()) => {
  const subject = {desired, use: {...USE, ...changes}, host, tokensMs: 0};
  const proofs = proofsBefore(name, name === 'ca' ? 'sign' : 'finish', subject);
  return (await Promise.all(proofs.map(proof => proof.pending()))).flat();
};

test('a step is proven when everything has followed', async () => {
  expect([...(await pending('ca', {})), ...(await pending('encryption', {}))]).toEqual([]);
});

describe('the step waits', () => {
  test.each<[string, Partial<KeyUse>, readonly string[]]>([
    ['for a namespace without the ConfigMap', {namespaces: async () => ['kube-system', 'new']}, ['namespace new']],
    ['for all namespaces, if none has it', {rootCas: async () => new Map()}, ['namespace kube-system']],
    ['for one that has the old CA', {rootCas: async () => new Map([['kube-system', ours]])}, ['namespace kube-system']],
  ])('%s', async (_, changes, expected) => {
    expect(await pending('ca', changes)).toEqual(expected);
  });

  test.each([
    [[ours], 1],
    [[next, foreign], 1],
    [[foreign, ours, next], 0],
    [[foreign], 0],
  ])('for volumes with one CA of the cluster, and not for those of others: %#', async (held, waiting) => {
    const cas = [{where: 'a volume', text: held.join('')}];
    const [worker] = desiredCluster().nodes;
    const podCredentials: KeyUse['podCredentials'] = async name => ({
      cas: name === worker?.host ? cas : [],
      tokens: [],
    });
    expect(await pending('ca', {podCredentials})).toHaveLength(waiting);
  });

  test('for Secrets that the old key encrypts', async () => {
    expect(await pending('encryption', {encryptedBy: async () => new Map([['key1', 2]])})).toEqual(['2 with key1']);
  });
});

test('where etcd is not managed, Secrets that could not be written are no proof', async () => {
  const unmanagedEtcd = {endpoints: ['https://e1:2379']} as never;
  const desired = {...desiredCluster(), etcd: [], unmanagedEtcd};
  expect(
    await pending('encryption', {encryptedBy: async () => Promise.reject(new Error('not asked'))}, desired),
  ).toEqual([]);
  const refused = {rewriteSecrets: async () => Promise.reject(new Error(hostName('cp1')))};
  await expect(pending('encryption', refused, desired)).rejects.toThrow('cp1');
});
