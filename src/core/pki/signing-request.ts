import {createPublicKey, type KeyObject, verify} from 'node:crypto';
import {fromDerStrictly, inBitString, inSequence, toDer} from './der.js';
import {signatureAlgorithm} from './signature-algorithm.js';
import type {Algorithm} from './types.js';

/** The public key of a certificate signing request, or why it is not taken. `because` has nothing of the request in it. */
export type SigningRequest = {readonly publicPem: string} | {readonly because: string};

/** Much more than a request with one name and an RSA key of 4096 bits. */
const MAX_CHARACTERS = 8192;

const PEM =
  /^-----BEGIN CERTIFICATE REQUEST-----\n((?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{1,64}={0,2})\n-----END CERTIFICATE REQUEST-----\n$/;

/**
 * Reads a certificate signing request (PKCS #10) that a host made. Only its public key is used: the names, usages and the
 * validity of a certificate are those of the plan. The key must have the given algorithm, and the signature must prove that
 * the host has the private key.
 */
export function readSigningRequest(pem: string, algorithm: Algorithm): SigningRequest {
  const base64 = pem.length > MAX_CHARACTERS ? undefined : PEM.exec(pem)?.[1];
  if (base64 === undefined) return {because: 'is not one certificate signing request in PEM'};
  const parts = partsOf(Buffer.from(base64, 'base64'));
  if (parts === undefined) return {because: 'cannot be read'};
  const key = publicKey(parts.spki);
  if (key === undefined) return {because: 'has a public key that cannot be read'};
  if (!isOf(algorithm, key)) return {because: `has a key that is not ${algorithm}`};
  if (!parts.algorithm.equals(toDer(signatureAlgorithm(key)))) {
    return {because: 'is signed with another algorithm than SHA-256 and that of the key'};
  }
  if (!isSigned(parts, key)) return {because: 'is not signed with the private key of its public key'};
  return {publicPem: key.export({type: 'spki', format: 'pem'}).toString()};
}

function isOf(algorithm: Algorithm, {asymmetricKeyType, asymmetricKeyDetails: details}: KeyObject): boolean {
  return algorithm === 'ECDSA-P256'
    ? asymmetricKeyType === 'ec' && details?.namedCurve === 'prime256v1'
    : asymmetricKeyType === 'rsa' && details?.modulusLength === 2048 && details.publicExponent === 65_537n;
}

/** In DER. */
interface Parts {
  /** What is signed. */
  readonly info: Buffer;
  readonly spki: Buffer;
  readonly algorithm: Buffer;
  readonly signature: Buffer;
}

/** CertificationRequest of RFC 2986; undefined for anything else. */
function partsOf(der: Buffer): Parts | undefined {
  try {
    const [info, algorithm, bits, ...more] = inSequence(fromDerStrictly(der));
    const [version, subject, spki, attributes, ...others] = inSequence(info);
    inSequence(subject);
    if (attributes === undefined || more.length > 0 || others.length > 0) return undefined;
    if (toDer(version!).toString('hex') !== VERSION_1) return undefined;
    return {info: toDer(info!), spki: toDer(spki!), algorithm: toDer(algorithm!), signature: inBitString(bits)};
  } catch {
    return undefined;
  }
}

const VERSION_1 = '020100';

/** Undefined also in any encoding but the usual one: Go reads no compressed points, and no parameters of curves. */
function publicKey(spki: Buffer): KeyObject | undefined {
  try {
    const key = createPublicKey({key: spki, type: 'spki', format: 'der'});
    const usual = createPublicKey({key: key.export({format: 'jwk'}), format: 'jwk'});
    return usual.export({type: 'spki', format: 'der'}).equals(spki) ? usual : undefined;
  } catch {
    return undefined;
  }
}

function isSigned({info, signature}: Parts, key: KeyObject): boolean {
  try {
    return verify('sha256', info, key, signature);
  } catch {
    return false;
  }
}
