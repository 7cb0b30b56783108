import {createHash, createPublicKey, type KeyObject, X509Certificate} from 'node:crypto';
import forge from 'node-forge';
import {type Asn1, children, fromDer} from './der.js';

/** The name, key identifier and public key of an issuer. */
export interface Issuer {
  readonly name: Asn1;
  readonly keyId: Uint8Array;
  readonly publicKey: KeyObject;
}

const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';

/**
 * Name and key identifier are copied from the certificate of the CA: a name that is encoded differently, or a key
 * identifier that is computed in another way, would break the chain of a CA that another tool made.
 */
export function issuerFrom(caPem: string): Issuer {
  const certificate = new X509Certificate(caPem);
  const fields = children(children(fromDer(certificate.raw))[0]);
  const [, , , , , subject, , extensions] = fields;
  if (subject === undefined) throw new TypeError('the CA certificate has no subject');
  return {
    name: subject,
    keyId: writtenKeyId(extensions) ?? keyIdOf(certificate.publicKey.export({type: 'spki', format: 'der'})),
    publicKey: certificate.publicKey,
  };
}

/** The issuer of a self-signed CA. */
export const selfIssuer = (name: Asn1, spki: Uint8Array): Issuer => ({
  name,
  keyId: keyIdOf(spki),
  publicKey: createPublicKey({key: Buffer.from(spki), type: 'spki', format: 'der'}),
});

/** Key identifier of a public key in SPKI form (RFC 7093, method 4, shortened to the usual 160 bits). */
export const keyIdOf = (spki: Uint8Array): Uint8Array => createHash('sha256').update(spki).digest().subarray(0, 20);

function writtenKeyId(extensions: Asn1 | undefined): Uint8Array | undefined {
  const all = extensions === undefined ? [] : children(children(extensions)[0]);
  const content = all.find(extension => oidOf(extension) === SUBJECT_KEY_IDENTIFIER);
  const octets = content === undefined ? undefined : children(content).at(-1)?.value;
  if (typeof octets !== 'string') return undefined;
  const inner = fromDer(Buffer.from(octets, 'latin1')).value;
  return typeof inner === 'string' ? Buffer.from(inner, 'latin1') : undefined;
}

function oidOf(extension: Asn1): string | undefined {
  const value = children(extension)[0]?.value;
  return typeof value === 'string' ? forge.asn1.derToOid(value) : undefined;
}
