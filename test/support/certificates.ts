import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  X509Certificate,
} from 'node:crypto';
import {sha256} from '../../src/core/model/digest.js';
import type {Digest} from '../../src/core/model/names.js';
import {NO_SANS, sansOf} from '../../src/core/pki/alternative-names.js';
import {certificateFileText, validityOf} from '../../src/core/pki/certificate-file.js';
import {type Validity, validityFrom} from '../../src/core/pki/lifetimes.js';
import {type CertificateRequest, signCertificate} from '../../src/core/pki/sign.js';
import type {Algorithm} from '../../src/core/pki/types.js';

export interface TestCa {
  readonly certPem: string;
  readonly key: KeyObject;
  readonly validity: Validity;
}

export interface TestLeaf {
  readonly certPem: string;
  readonly certText: string;
  readonly keyDigest: Digest;
  readonly keyPem: string;
}

export const NOW = new Date('2026-11-23T12:00:00Z');

/** One key for each algorithm and place: making RSA keys is what takes time. */
const keys = new Map<string, string>();

function keyFor(place: string, algorithm: Algorithm): string {
  const known = keys.get(place + algorithm);
  if (known !== undefined) return known;
  const pem =
    algorithm === 'RSA-2048'
      ? generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey.export({type: 'pkcs1', format: 'pem'})
      : generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey.export({type: 'sec1', format: 'pem'});
  keys.set(place + algorithm, `${pem}`);
  return `${pem}`;
}

const request = (keyPem: string, signer: KeyObject, rest: Partial<CertificateRequest>): CertificateRequest => ({
  subject: {commonName: 'kubernetes'},
  publicKey: createPublicKey(keyPem).export({type: 'spki', format: 'der'}),
  usages: [],
  sans: NO_SANS,
  isCa: false,
  serial: '41'.repeat(16),
  signWith: tbs => sign('sha256', tbs, signer),
  ...validityFrom(NOW, 365),
  ...rest,
});

export function testCa({
  algorithm = 'ECDSA-P256',
  place = 'authority',
  ...rest
}: Partial<CertificateRequest> & {readonly algorithm?: Algorithm; readonly place?: string} = {}): TestCa {
  const keyPem = keyFor(place, algorithm);
  const key = createPrivateKey(keyPem);
  const certPem = signCertificate(
    request(keyPem, key, {isCa: true, sans: sansOf('kubernetes'), ...validityFrom(NOW, 3650), ...rest}),
  );
  return {certPem, key, validity: validityOf(new X509Certificate(certPem))};
}

export function testLeaf(
  ca: TestCa,
  {algorithm = 'ECDSA-P256', ...rest}: Partial<CertificateRequest> & {readonly algorithm?: Algorithm} = {},
): TestLeaf {
  const keyPem = keyFor('leaf', algorithm);
  const certPem = signCertificate(request(keyPem, ca.key, {issuerPem: ca.certPem, ...rest}));
  const keyDigest = sha256(keyPem);
  return {certPem, certText: certificateFileText(certPem, keyDigest), keyDigest, keyPem};
}
