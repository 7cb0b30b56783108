import {X509Certificate} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {CAS} from '../../../src/core/pki/cas.js';
import {issueClientCertificate, issueFromHome} from '../../../src/io/pki/client-certificate.js';
import type {CaHome} from '../../../src/ports/ca-home.js';
import {testCa} from '../../support/certificates.js';
import {openssl, opensslVerify} from '../../support/openssl.js';

const NOW = new Date();
const HOUR = 3_600_000;
const from = {is: 'host', host: hostName('cp-1')} as const;
const validFor = (days: number) => ({
  notBefore: new Date(NOW.getTime() - HOUR),
  notAfter: new Date(NOW.getTime() + days * 24 * HOUR),
});
const filesOf = (ca: ReturnType<typeof testCa>, name = 'ca' as const) =>
  new Map([
    [CAS[name].certPath, ca.certPem],
    [CAS[name].keyPath, `${ca.key.export({type: 'pkcs8', format: 'pem'})}`],
  ]);
const issued = (files: ReadonlyMap<string, string>, request: {groups?: readonly string[]; hours?: number} = {}) =>
  issueClientCertificate(
    {
      subject: {commonName: 'anna@example.com', organizations: request.groups ?? []},
      hours: request.hours ?? 12,
      algorithm: 'ECDSA-P256',
    },
    from,
    async path => (files.has(path) ? Buffer.from(files.get(path)!) : undefined),
    NOW,
  );

test('the CA of the operator signs for a person as that of a host does', async () => {
  const ca = testCa(validFor(3650));
  const texts = [...filesOf(ca)];
  const read = async () => texts.map(([path, text]) => ({path, mode: '600', secret: true, content: Buffer.from(text)}));
  const home = {directory: '/operator/pki', hasIdentity: true, read} as unknown as CaHome;
  const request = {subject: {commonName: 'anna', organizations: []}, hours: 1, algorithm: 'ECDSA-P256'} as const;
  const {certPem, caPem} = await issueFromHome(request, home, NOW);
  opensslVerify(certPem, caPem, '-purpose', 'sslclient');
});

describe.each(['ECDSA-P256', 'RSA-2048'] as const)('a certificate for a person from a CA with %s', algorithm => {
  const ca = testCa({algorithm, ...validFor(3650)});

  test('is accepted by OpenSSL for clients, with the user and every group', async () => {
    const {caPem, certPem, keyPem} = await issued(filesOf(ca), {groups: ['kubeadm:cluster-admins', 'dev_team']});
    opensslVerify(certPem, caPem, '-purpose', 'sslclient');
    const certificate = new X509Certificate(certPem);
    expect(certificate.toLegacyObject().subject).toMatchObject({
      CN: 'anna@example.com',
      O: ['kubeadm:cluster-admins', 'dev_team'],
    });
    expect([certificate.ca, certificate.keyUsage]).toEqual([false, ['1.3.6.1.5.5.7.3.2']]);
    const publicKey = openssl(['pkey', '-pubout'], keyPem);
    expect(openssl(['x509', '-noout', '-pubkey'], certPem)).toBe(publicKey);
  });

  test('has a new key and a new serial each time, and only the user without groups', async () => {
    const [first, second] = await Promise.all([issued(filesOf(ca)), issued(filesOf(ca))]);
    expect(first.keyPem).not.toBe(second.keyPem);
    const [one, other] = [first, second].map(({certPem}) => new X509Certificate(certPem));
    expect(one!.serialNumber).not.toBe(other!.serialNumber);
    expect(one!.subject).toBe('CN=anna@example.com');
  });
});

test.each([
  [12, 3650, 12],
  [1, 3650, 1],
  [8760, 3650, 8760],
  [8760, 10, 240],
])('of %i hours from a CA that is valid for %i days it is valid for %i hours', async (hours, days, valid) => {
  const {validity, certPem} = await issued(filesOf(testCa(validFor(days))), {hours});
  const until = Math.floor(NOW.getTime() / 1000) * 1000 + valid * HOUR;
  expect(Math.abs(validity.notAfter.getTime() - until)).toBeLessThanOrEqual(1000);
  expect(new Date(new X509Certificate(certPem).validTo)).toEqual(validity.notAfter);
});

describe('nothing is issued', () => {
  const ca = testCa(validFor(3650));
  const files = filesOf(ca);
  const {certPath, keyPath} = CAS.ca;
  const other = filesOf(testCa({place: 'elsewhere', ...validFor(3650)}));
  const without = (path: string) => new Map([...files].filter(([each]) => each !== path));

  test.each([
    ['without the key of the CA', without(keyPath), 'pki/shared-missing'],
    ['without its certificate', without(certPath), 'pki/shared-missing'],
    ['with the key of another CA', new Map([...files, [keyPath, other.get(keyPath)!]]), 'pki/shared-broken'],
    ['with a text that is no key', new Map([...files, [keyPath, 'hello']]), 'pki/shared-broken'],
    ['with an expired CA', filesOf(testCa(validFor(-0.01))), 'pki/ca-unusable'],
  ])('%s, and the message has no key in it', async (_, held, code) => {
    const error = await issued(held).catch((failure: Error) => failure);
    expect(error).toMatchObject({code});
    expect(JSON.stringify([error, (error as Error).message])).not.toContain('PRIVATE');
  });
});
