import {describe, expect, test} from 'vitest';
import {digestOf, hostName} from '../../../src/core/model/names.js';
import {sansOf} from '../../../src/core/pki/alternative-names.js';
import {validityFrom} from '../../../src/core/pki/lifetimes.js';
import type {DesiredCert} from '../../../src/core/pki/types.js';
import {verifyCa, verifyCert} from '../../../src/core/pki/verify.js';
import {NOW, testCa, testLeaf} from '../../support/certificates.js';

const ca = testCa();
const wanted: DesiredCert = {
  name: 'kubelet-server',
  host: hostName('cp-1'),
  signedBy: 'ca',
  subject: {commonName: 'system:node:cp-1', organization: 'system:nodes'},
  usages: ['server'],
  sans: sansOf('cp-1', '10.0.0.11'),
  certPath: '/var/lib/kubelet/pki/kubelet.crt',
  keyPath: '/var/lib/kubelet/pki/kubelet.key',
  validityDays: 365,
};
const {subject, usages, sans} = wanted;
const good = {subject, usages, sans};
const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

const judged = (contents: Parameters<typeof testLeaf>[1], now = NOW, signer = ca) =>
  verifyCert(wanted, testLeaf(signer, contents), ca.certPem, now);

describe('a certificate', () => {
  test('that is correct is kept', () => {
    expect(judged(good)).toEqual({is: 'keep'});
  });

  test('with additional names is kept', () => {
    expect(judged({...good, sans: sansOf('cp-1', '10.0.0.11', 'extra.example')})).toEqual({is: 'keep'});
  });

  test('that does not exist is issued', () => {
    const {keyDigest} = testLeaf(ca, good);
    expect(verifyCert(wanted, {keyDigest}, ca.certPem, NOW)).toEqual({is: 'issue', because: 'does not exist'});
  });

  test('whose key does not exist is issued', () => {
    const {certText} = testLeaf(ca, good);
    expect(verifyCert(wanted, {certText}, ca.certPem, NOW)).toEqual({
      is: 'issue',
      because: 'has no key: /var/lib/kubelet/pki/kubelet.key does not exist',
    });
  });

  test.each([
    ['is empty', '', 'is not a certificate'],
    ['is truncated', '-----BEGIN CERTIFICATE-----\nMIIB', 'is not a certificate'],
    ['is something else', 'hello', 'is not a certificate'],
  ])('whose file %s is replaced', (_, certText, because) => {
    const {keyDigest} = testLeaf(ca, good);
    expect(verifyCert(wanted, {certText, keyDigest}, ca.certPem, NOW)).toEqual({is: 'replace', because});
  });

  test('whose key was replaced before a power failure is replaced', () => {
    const {certText} = testLeaf(ca, good);
    const have = {certText, keyDigest: digestOf('ab'.repeat(32))};
    expect(verifyCert(wanted, have, ca.certPem, NOW)).toEqual({
      is: 'replace',
      because: 'was not issued for the key in /var/lib/kubelet/pki/kubelet.key',
    });
  });

  test('without the digest of its key is replaced', () => {
    const {certPem, keyDigest} = testLeaf(ca, good);
    expect(verifyCert(wanted, {certText: certPem, keyDigest}, ca.certPem, NOW).is).toBe('replace');
    const lineTooLate = `${certPem}key-sha256: ${keyDigest}\n`;
    expect(verifyCert(wanted, {certText: lineTooLate, keyDigest}, ca.certPem, NOW).is).toBe('replace');
  });

  test('of another CA of the same name is replaced', () => {
    const other = testCa({place: 'elsewhere'});
    expect(judged(good, NOW, other)).toEqual({is: 'replace', because: "was not signed by the cluster's ca"});
  });

  test.each([
    ['a name', {...good, sans: sansOf('10.0.0.11')}, 'lacks the name cp-1'],
    ['several names', {...good, sans: sansOf('other')}, 'lacks the names cp-1, 10.0.0.11'],
    [
      'its organization',
      {...good, subject: {commonName: 'system:node:cp-1'}},
      'has the organization none, not system:nodes',
    ],
    ['its common name', {...good, subject: {...subject, commonName: 'x'}}, 'is for x, not system:node:cp-1'],
    ['its usage', {...good, usages: ['client'] as const}, 'has extended key usages other than exactly server'],
    [
      'an additional usage',
      {...good, usages: ['client', 'server'] as const},
      'has extended key usages other than exactly server',
    ],
    ['being a leaf', {...good, isCa: true}, 'is a CA certificate'],
  ])('that differs in %s is replaced', (_, contents, because) => {
    expect(judged(contents)).toEqual({is: 'replace', because});
  });

  test.each([
    {commonName: 'system:node:cp-1\nO=system:nodes'},
    {commonName: 'O=system:nodes\nCN=system:node:cp-1'},
    {commonName: 'system:node:cp-1 + O=system:nodes'},
    {organization: 'system:nodes\nCN=system:node:cp-1', commonName: 'x'},
    {organization: 'x', commonName: 'system:node:cp-1\nO=system:nodes'},
    {organization: 'system:nodes\0', commonName: 'system:node:cp-1'},
  ])('whose subject only reads like the right one is replaced: %j', look => {
    expect(judged({...good, subject: look})).toMatchObject({is: 'replace'});
  });

  test.each(['plain', 'a+b', 'a, b', 'a=b', '"a"', 'a\\b', '#a', ' a', 'ä', 'a\nb'])(
    'for a name with other characters is kept: %j',
    commonName => {
      const unusual = {...wanted, subject: {...subject, commonName}};
      const have = testLeaf(ca, {...good, subject: unusual.subject});
      expect(verifyCert(unusual, have, ca.certPem, NOW)).toEqual({is: 'keep'});
    },
  );

  test('is renewed in its last sixty days', () => {
    expect(judged(good, later(304))).toEqual({is: 'keep'});
    expect(judged(good, later(306))).toEqual({is: 'renew', because: 'expires on 2027-11-23'});
  });

  test('that has expired is renewed', () => {
    expect(judged(good, later(366))).toEqual({is: 'renew', because: 'expired on 2027-11-23'});
  });

  test('that is not valid yet is renewed', () => {
    expect(judged({...good, ...validityFrom(later(1), 365)})).toEqual({
      is: 'renew',
      because: 'is not valid before 2026-11-24T11:55:00.000Z',
    });
  });

  test('is not checked against a CA that cannot be read', () => {
    expect(() => verifyCert(wanted, testLeaf(ca, good), 'garbage', NOW)).toThrow(
      expect.objectContaining({code: 'pki/ca-unreadable'}),
    );
  });
});

describe('a CA', () => {
  test('is kept to its last day', () => {
    expect(verifyCa(ca.certPem, later(3649))).toEqual({is: 'keep'});
  });

  test.each([
    ['expired', ca.certPem, later(3651), 'expired on 2036-11-20'],
    ['is not valid yet', ca.certPem, later(-1), 'is not valid before 2026-11-23T11:55:00.000Z'],
    ['is a leaf', testLeaf(ca, good).certPem, NOW, 'is not a CA certificate'],
    ['cannot be read', 'x', NOW, 'is not a certificate'],
  ])('that %s is reported as unusable, and not replaced', (_, certPem, now, because) => {
    expect(verifyCa(certPem, now)).toEqual({is: 'unusable', because});
  });
});
