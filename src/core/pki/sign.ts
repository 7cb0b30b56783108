import forge from 'node-forge';
import {type Asn1, bitString, fromDer, objectId, pemOf, sequence, toDer} from './der.js';
import {draftFields} from './draft.js';
import {issuerFrom, keyIdOf, selfIssuer} from './issuer.js';
import type {Validity} from './lifetimes.js';
import {signatureAlgorithm} from './signature-algorithm.js';
import type {ClientSubject, DesiredCert, Subject} from './types.js';

/** The content of a certificate, and its issuer. */
export interface CertificateRequest extends Validity {
  readonly subject: Subject | ClientSubject;
  /** Certificate of the CA in PEM; without it the certificate is self-signed. */
  readonly issuerPem?: string;
  /** Of the certificate's own key, SPKI in DER. */
  readonly publicKey: Uint8Array;
  readonly usages: DesiredCert['usages'];
  readonly sans: DesiredCert['sans'];
  readonly isCa: boolean;
  /** Hex, positive and without leading zero bytes. */
  readonly serial: string;
  /** Signs with the issuer's private key: SHA-256, ECDSA signatures in DER. */
  readonly signWith: (tbs: Uint8Array) => Uint8Array;
}

/**
 * An X.509 v3 certificate in PEM. The same request gives the same certificate except for its signature: ECDSA uses a
 * new nonce each time. The private key stays with the caller, which signs.
 */
export function signCertificate(request: CertificateRequest): string {
  const {publicKey, issuerPem} = request;
  const subject = nameOf(request.subject);
  const issuer = issuerPem === undefined ? selfIssuer(subject, publicKey) : issuerFrom(issuerPem);
  const algorithm = signatureAlgorithm(issuer.publicKey);
  const {version, serial, validity, extensions} = draftFields({
    ...request,
    keyId: keyIdOf(publicKey),
    issuerKeyId: issuer.keyId,
  });
  const tbs = sequence(version, serial, algorithm, issuer.name, validity, subject, fromDer(publicKey), extensions);
  return pemOf(toDer(sequence(tbs, algorithm, bitString(request.signWith(toDer(tbs))))));
}

/** Organizations first, as in Go. */
function nameOf(subject: Subject | ClientSubject): Asn1 {
  const attribute = (oid: string, value: string) =>
    forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.SET, true, [
      sequence(
        objectId(oid),
        /^[A-Za-z0-9 '()+,./:=?-]*$/.test(value)
          ? text('PRINTABLESTRING', value)
          : text('UTF8', forge.util.encodeUtf8(value)),
      ),
    ]);
  return sequence(
    ...organizationsOf(subject).map(organization => attribute('2.5.4.10', organization)),
    attribute('2.5.4.3', subject.commonName),
  );
}

const organizationsOf = (subject: Subject | ClientSubject): readonly string[] =>
  'organizations' in subject ? subject.organizations : [subject.organization ?? []].flat();

const text = (type: 'PRINTABLESTRING' | 'UTF8', value: string) =>
  forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type[type], false, value);
