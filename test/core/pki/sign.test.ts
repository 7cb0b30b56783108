import {createPrivateKey, createPublicKey, X509Certificate} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {sansOf} from '../../../src/core/pki/alternative-names.js';
import {validityOf} from '../../../src/core/pki/certificate-file.js';
import type {Algorithm} from '../../../src/core/pki/types.js';
import {NOW, type TestCa, testCa, testLeaf} from '../../support/certificates.js';
import {openssl, opensslVerify, withFiles} from '../../support/openssl.js';

const server = {
  subject: {commonName: 'system:node:cp-1', organization: 'system:nodes'},
  usages: ['server'] as const,
  sans: sansOf('cp-1', '10.0.0.11', 'fd00::11'),
};

const text = (certPem: string, ...flags: readonly string[]) =>
  openssl(['x509', '-noout', '-text', '-certopt', 'no_sigdump,no_pubkey', ...flags], certPem);

describe.each<Algorithm>(['ECDSA-P256', 'RSA-2048'])('with %s', algorithm => {
  const ca = testCa({algorithm});
  const leaf = testLeaf(ca, {...server, algorithm});

  test('openssl accepts the chain for its usage and names only', () => {
    const verify = (...flags: string[]) => opensslVerify(leaf.certText, ca.certPem, ...flags);
    expect(verify('-purpose', 'sslserver', '-verify_hostname', 'cp-1', '-attime', seconds(NOW))).toContain('OK');
    expect(verify('-purpose', 'sslserver', '-verify_ip', 'fd00::11', '-attime', seconds(NOW))).toContain('OK');
    expect(() => verify('-purpose', 'sslclient', '-attime', seconds(NOW))).toThrow(/purpose/);
    expect(() => verify('-verify_hostname', 'cp-2', '-attime', seconds(NOW))).toThrow(/mismatch/i);
  });

  test('node:crypto agrees on issuer, signature and key', () => {
    const certificate = new X509Certificate(leaf.certText);
    const issuer = new X509Certificate(ca.certPem);
    expect(certificate.checkIssued(issuer)).toBe(true);
    expect(certificate.verify(issuer.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(leaf.keyPem))).toBe(true);
    expect(issuer.verify(issuer.publicKey)).toBe(true);
  });

  test('a leaf has the extensions of kubeadm’s', () => {
    const said = text(leaf.certText);
    expect(said).toMatch(/Subject: O = system:nodes, CN = system:node:cp-1\n/);
    expect(said).toMatch(/Key Usage: critical\s+Digital Signature, Key Encipherment\n/);
    expect(said).toMatch(/Extended Key Usage: \n\s+TLS Web Server Authentication\n/);
    expect(said).toMatch(/Basic Constraints: critical\s+CA:FALSE\n/);
    expect(said).toMatch(/Alternative Name: \n\s+DNS:cp-1, IP Address:10.0.0.11, IP Address:FD00:0:0:0:0:0:0:11\n/);
    expect(said).toMatch(algorithm === 'RSA-2048' ? /sha256WithRSAEncryption/ : /ecdsa-with-SHA256/);
  });

  test('a CA has the extensions of kubeadm’s', () => {
    const said = text(ca.certPem);
    expect(said).toMatch(/Issuer: CN = kubernetes\n/);
    expect(said).toMatch(/Subject: CN = kubernetes\n/);
    expect(said).toMatch(/Key Usage: critical\s+Digital Signature, Key Encipherment, Certificate Sign\n/);
    expect(said).toMatch(/Basic Constraints: critical\s+CA:TRUE\n/);
    expect(said).toMatch(/Alternative Name: \n\s+DNS:kubernetes\n/);
    expect(said).not.toContain('Extended Key Usage');
  });

  test('a leaf has the key identifiers of its CA and its own', () => {
    expect(keyIds(leaf.certText).ca).toBe(keyIds(ca.certPem).subject);
    expect(keyIds(leaf.certText).subject).not.toBe(keyIds(ca.certPem).subject);
  });
});

test('the key of a leaf may have another algorithm than that of its CA', () => {
  const ca = testCa({algorithm: 'RSA-2048'});
  const leaf = testLeaf(ca, {...server, algorithm: 'ECDSA-P256'});
  expect(opensslVerify(leaf.certText, ca.certPem, '-attime', seconds(NOW))).toContain('OK');
});

test('the same request gives the same certificate, with ECDSA except for the signature', () => {
  const rsa = testCa({algorithm: 'RSA-2048'});
  expect(testLeaf(rsa, server).certPem).toBe(testLeaf(rsa, server).certPem);
  const ec = testCa();
  expect(text(testLeaf(ec, server).certPem)).toBe(text(testLeaf(ec, server).certPem));
});

test('PEM readers skip the line with the digest of the key', () => {
  const leaf = testLeaf(testCa(), server);
  expect(leaf.certText).toMatch(/^key-sha256: [0-9a-f]{64}\n-----BEGIN CERTIFICATE-----\n/);
  expect(new X509Certificate(leaf.certText).raw).toEqual(new X509Certificate(leaf.certPem).raw);
  expect(text(leaf.certText)).toBe(text(leaf.certPem));
});

test('years before and after 2050 are encoded correctly', () => {
  const validity = {notBefore: new Date('2049-12-31T23:59:59Z'), notAfter: new Date('2050-01-01T00:00:00Z')};
  const ca = testCa({...validity, notAfter: new Date('2150-01-01T00:00:00Z')});
  const leaf = testLeaf(ca, {...server, ...validity});
  expect(validityOf(new X509Certificate(leaf.certPem))).toEqual(validity);
  const times = openssl(['asn1parse'], leaf.certPem).match(/UTCTIME.*|GENERALIZEDTIME.*/g);
  expect(times?.map(time => time.replace(/ +:/, ' '))).toEqual([
    'UTCTIME 491231235959Z',
    'GENERALIZEDTIME 20500101000000Z',
  ]);
});

test('a subject with non-ASCII characters is kept', () => {
  const leaf = testLeaf(testCa(), {subject: {commonName: 'Büro_1@home', organization: 'größte'}});
  expect(new X509Certificate(leaf.certPem).toLegacyObject().subject).toMatchObject({CN: 'Büro_1@home', O: 'größte'});
});

describe('a CA that openssl made', () => {
  const made = (...flags: string[]): TestCa =>
    withFiles({'ca.key': testLeaf(testCa()).keyPem}, path => {
      const certPem = openssl(
        // openssl encodes the name as UTF8String and uses SHA-1 as key identifier; quorate does neither.
        [
          'req',
          '-x509',
          '-new',
          '-key',
          path('ca.key'),
          '-subj',
          '/O=Example/CN=made elsewhere',
          '-days',
          '30',
          '-addext',
          'keyUsage=critical,digitalSignature,keyCertSign',
          ...flags,
        ],
        '',
      );
      const {keyPem} = testLeaf(testCa());
      return {certPem, key: createPrivateKey(keyPem), validity: validityOf(new X509Certificate(certPem))};
    });

  test('is the issuer with the name and key identifier of its own certificate', () => {
    const ca = made();
    const leaf = testLeaf(ca, {...server, algorithm: 'RSA-2048', ...ca.validity});
    expect(opensslVerify(leaf.certText, ca.certPem)).toContain('OK');
    expect(keyIds(leaf.certText).ca).toBe(keyIds(ca.certPem).subject);
    expect(nameBytes(leaf.certPem, 'issuer')).toBe(nameBytes(ca.certPem, 'subject'));
  });

  test('can sign without a key identifier in its certificate', () => {
    const ca = made('-addext', 'subjectKeyIdentifier=none');
    const leaf = testLeaf(ca, {...server, algorithm: 'RSA-2048', ...ca.validity});
    const certificate = new X509Certificate(leaf.certPem);
    expect(certificate.checkIssued(new X509Certificate(ca.certPem))).toBe(true);
    expect(certificate.verify(createPublicKey(ca.certPem))).toBe(true);
  });
});

const seconds = (date: Date): string => String(date.getTime() / 1000);

/** A name with the types of its strings, which -nameopt shows. */
const nameBytes = (certPem: string, which: 'issuer' | 'subject') =>
  openssl(['x509', '-noout', `-${which}`, '-nameopt', 'show_type,sep_comma_plus,sname'], certPem).replace(/^\w+=/, '');

function keyIds(certPem: string) {
  const said = openssl(['x509', '-noout', '-ext', 'subjectKeyIdentifier,authorityKeyIdentifier'], certPem);
  const idUnder = (title: string) =>
    new RegExp(`${title}[^\\n]*\\n\\s+(?:keyid:)?([0-9A-F:]+)`).exec(said)?.[1] ?? title;
  return {subject: idUnder('Subject Key Identifier'), ca: idUnder('Authority Key Identifier')};
}
