import {generateKeyPairSync, type KeyObject, sign} from 'node:crypto';
import forge from 'node-forge';
import {asn1Null, bitString, fromDer, objectId, sequence, toDer} from '../../src/core/pki/der.js';

/** What differs from a request that is as it should be. */
interface Deviations {
  /** Signs; default: the private key of `pair`. */
  readonly signer?: KeyObject;
  /** Public key, SPKI in DER. */
  readonly spki?: Buffer;
  readonly signatureOid?: string;
  readonly hash?: 'sha256' | 'sha1';
  readonly version?: string;
  readonly withoutAttributes?: true;
  /** After the request, within the PEM block. */
  readonly after?: Buffer;
}

export const ecPair = (namedCurve = 'P-256') => generateKeyPairSync('ec', {namedCurve});
export const rsaPair = (modulusLength = 2048, publicExponent = 65_537) =>
  generateKeyPairSync('rsa', {modulusLength, publicExponent});

const {Class, Type} = forge.asn1;

/** A certificate signing request in PEM. */
export function signingRequest(
  pair: {readonly privateKey: KeyObject; readonly publicKey: KeyObject} = ecPair(),
  {
    signer = pair.privateKey,
    spki = pair.publicKey.export({type: 'spki', format: 'der'}),
    signatureOid = signer.asymmetricKeyType === 'rsa' ? '1.2.840.113549.1.1.11' : '1.2.840.10045.4.3.2',
    hash = 'sha256',
    version = '\0',
    withoutAttributes,
    after = Buffer.of(),
  }: Deviations = {},
): string {
  const name = forge.asn1.create(Class.UNIVERSAL, Type.SET, true, [
    sequence(objectId('2.5.4.3'), forge.asn1.create(Class.UNIVERSAL, Type.PRINTABLESTRING, false, 'quorate')),
  ]);
  const info = sequence(
    forge.asn1.create(Class.UNIVERSAL, Type.INTEGER, false, version),
    sequence(name),
    fromDer(spki),
    ...(withoutAttributes ? [] : [forge.asn1.create(Class.CONTEXT_SPECIFIC, 0, true, [])]),
  );
  const algorithm = sequence(objectId(signatureOid), ...(signer.asymmetricKeyType === 'rsa' ? [asn1Null()] : []));
  const request = sequence(info, algorithm, bitString(sign(hash, toDer(info), signer)));
  return requestPem(Buffer.concat([toDer(request), after]));
}

export const requestPem = (der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`;
};
