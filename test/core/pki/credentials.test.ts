import {generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {judgeCredentials} from '../../../src/core/pki/credentials.js';
import {ADMIN} from '../../../src/core/pki/kubeconfigs.js';
import {NOW, testCa, testLeaf} from '../../support/certificates.js';

const ca = testCa();
const client = testLeaf(ca, {subject: ADMIN, usages: ['client']});
const GOOD = {caPem: ca.certPem, certPem: client.certPem, keyPem: client.keyPem};
const judged = (changes: Partial<typeof GOOD> = {}, now = NOW) => judgeCredentials({...GOOD, ...changes}, ADMIN, now);
const certificateOf = (rest: Parameters<typeof testLeaf>[1], of = ca) =>
  testLeaf(of, {usages: ['client'], subject: ADMIN, ...rest}).certPem;

test('credentials that belong together are usable, and say how long', () => {
  expect(judged()).toEqual({
    is: 'usable',
    validity: {notBefore: new Date('2026-11-23T11:55:00Z'), notAfter: new Date('2027-11-23T12:00:00Z')},
  });
});

test('so are those with RSA keys', () => {
  const rsa = testCa({algorithm: 'RSA-2048'});
  const leaf = testLeaf(rsa, {algorithm: 'RSA-2048', subject: ADMIN, usages: ['client']});
  expect(judgeCredentials({caPem: rsa.certPem, ...leaf}, ADMIN, NOW).is).toBe('usable');
});

describe('credentials are refused', () => {
  const other = testCa({place: 'elsewhere'});
  const {privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  const ed25519 = generateKeyPairSync('ed25519').privateKey;
  const pkcs8 = {type: 'pkcs8', format: 'pem'} as const;

  test.each<[string, Partial<typeof GOOD>, string]>([
    ['with a CA that did not sign', {caPem: other.certPem}, 'did not sign'],
    ['with a certificate as its CA', {caPem: client.certPem}, 'not a self-signed CA'],
    ['with a CA as client certificate', {certPem: ca.certPem}, 'did not sign'],
    ['with a certificate of a CA of the same name', {certPem: certificateOf({}, other)}, 'did not sign'],
    ['with another key', {keyPem: `${privateKey.export(pkcs8)}`}, 'does not belong'],
    ['with a key of another type', {keyPem: `${ed25519.export(pkcs8)}`}, 'does not belong'],
    [
      'with an encrypted key',
      {keyPem: `${privateKey.export({...pkcs8, cipher: 'aes-256-cbc', passphrase: 'x'})}`},
      'unencrypted',
    ],
    ['with a public key', {keyPem: '-----BEGIN PUBLIC KEY-----\nYQ==\n-----END PUBLIC KEY-----\n'}, 'private key'],
    ['with a broken key', {keyPem: '-----BEGIN PRIVATE KEY-----\nYQ==\n-----END PRIVATE KEY-----\n'}, 'private key'],
    ['of another user', {certPem: certificateOf({subject: {...ADMIN, commonName: 'mallory'}})}, 'another user'],
    [
      'of another group',
      {certPem: certificateOf({subject: {...ADMIN, organization: 'system:masters'}})},
      'another user or group',
    ],
    [
      'of more groups',
      {
        certPem: certificateOf({
          subject: {commonName: ADMIN.commonName, organizations: [ADMIN.organization!, 'system:masters']},
        }),
      },
      'another user or group',
    ],
    ['of a server', {certPem: certificateOf({usages: ['server']})}, 'not for clients'],
    ['with more CAs than a rotation has', {caPem: ca.certPem + other.certPem.repeat(8)}, 'CA data'],
    ['with two CAs that did not sign it', {caPem: other.certPem + other.certPem}, 'did not sign'],
    ['with a text between two CAs', {caPem: `${ca.certPem}x\n${other.certPem}`}, 'CA data'],
    ['with a text before the CA', {caPem: `x\n${ca.certPem}`}, 'CA data'],
    ['with two client certificates', {certPem: client.certPem + client.certPem}, 'client certificate data'],
    ['with no CA', {caPem: ''}, 'CA data'],
    ['with a broken certificate', {certPem: client.certPem.replace(/\n.{20}/, '\n')}, 'client certificate data'],
  ])('%s', (_, changes, why) => {
    expect(judged(changes)).toEqual({is: 'unexpected', because: expect.stringContaining(why)});
  });

  test.each([
    ['after they expired', '2027-11-23T12:00:00Z'],
    ['before they are valid', '2026-11-23T11:54:59Z'],
  ])('%s', (_, now) => {
    expect(judged({}, new Date(now)).is).toBe('not-valid-now');
  });

  test('after their CA expired', () => {
    const short = testCa({notAfter: new Date('2026-12-01T00:00:00Z')});
    const later = new Date('2026-12-02T00:00:00Z');
    expect(judged({caPem: short.certPem, certPem: certificateOf({}, short)}, later).is).toBe('not-valid-now');
  });
});
