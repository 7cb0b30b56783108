import {createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign} from 'node:crypto';
import {sansOf} from '../../core/pki/alternative-names.js';
import {CAS} from '../../core/pki/cas.js';
import {certificateFileText} from '../../core/pki/certificate-file.js';
import {type Validity, validityFrom} from '../../core/pki/lifetimes.js';
import type {CertificateRequest} from '../../core/pki/sign.js';
import type {Algorithm, CaName, ClientSubject, DesiredCert, Subject} from '../../core/pki/types.js';
import {makeKeyPair} from './key-pair.js';

/** A CA that can sign. */
export interface Ca {
  readonly certPem: string;
  /** This certificate and the others that are trusted, in the order of the file. */
  readonly trustPem: string;
  readonly validity: Validity;
  readonly key: KeyObject;
}

/** The contents of a leaf certificate. */
export type Leaf = Pick<DesiredCert, 'usages' | 'sans'> & {
  readonly subject: Subject | ClientSubject;
  readonly validity: Validity;
};

/** Texts of the key and certificate files of a new CA. */
export async function makeCa(
  name: CaName,
  {algorithm, caValidityDays}: {readonly algorithm: Algorithm; readonly caValidityDays: number},
  now: Date,
): Promise<{readonly keyText: string; readonly certText: string}> {
  const pair = await makeKeyPair(algorithm);
  const {commonName} = CAS[name];
  const certPem = await signed(createPrivateKey(pair.privatePem), pair.publicPem, {
    subject: {commonName},
    usages: [],
    // As kubeadm does: some verifiers read names only from SANs.
    sans: sansOf(commonName),
    isCa: true,
    ...validityFrom(now, caValidityDays),
  });
  return {keyText: pair.privatePem, certText: certificateFileText(certPem, pair.privateDigest)};
}

/** A leaf certificate for a public key, in PEM. */
export const issueCert = (ca: Ca, publicPem: string, {subject, usages, sans, validity}: Leaf): Promise<string> =>
  signed(ca.key, publicPem, {
    issuerPem: ca.certPem,
    subject,
    usages,
    sans,
    isCa: false,
    ...validity,
  });

async function signed(
  key: KeyObject,
  publicPem: string,
  contents: Omit<CertificateRequest, 'publicKey' | 'serial' | 'signWith'>,
): Promise<string> {
  const {signCertificate} = await import('../../core/pki/sign.js');
  return signCertificate({
    ...contents,
    publicKey: createPublicKey(publicPem).export({type: 'spki', format: 'der'}),
    serial: newSerial(),
    signWith: tbs => sign('sha256', tbs, key),
  });
}

/** 128 bits, positive and without a leading zero byte, as DER requires; 126 of them are random. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
}
