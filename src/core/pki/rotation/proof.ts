import {createHash, createPublicKey, type X509Certificate} from 'node:crypto';
import {readCertificate} from '../certificate-file.js';
import {pemBlocks} from '../pem.js';

/** Where a CA of the bundle is missing. */
export function lacking(
  places: readonly {readonly where: string; readonly text: string}[],
  caText: string,
): readonly string[] {
  const wanted = pemBlocks(caText);
  return places.flatMap(({where, text}) => {
    const held = new Set(pemBlocks(text));
    return wanted.every(block => held.has(block)) ? [] : [where];
  });
}

/** Where a certificate is not signed by the first certificate of the bundle. */
export function signedByOthers(
  places: readonly {readonly where: string; readonly text: string}[],
  caText: string,
): readonly string[] {
  const ca = readCertificate(caText);
  const isSigned = (certificate: X509Certificate | undefined) =>
    ca !== undefined && certificate?.checkIssued(ca) === true && certificate.verify(ca.publicKey);
  return places.flatMap(({where, text}) => (isSigned(readCertificate(text)) ? [] : [where]));
}

/**
 * Where a token is signed by another key of a file with public keys than the first, or by an unknown one. Tokens that name
 * a key which is not in the file are of other issuers.
 */
export function tokensOfOthers(
  tokens: readonly {readonly where: string; readonly keyId: string}[],
  publicKeys: string,
): readonly string[] {
  const [current, ...old] = pemBlocks(publicKeys).map(keyId);
  const isOld = (id: string) => id !== current && (id === '' || current === undefined || old.includes(id));
  return tokens.flatMap(token => (isOld(token.keyId) ? [token.where] : []));
}

/** As the API server names a key: the digest of its SubjectPublicKeyInfo. */
export const keyId = (publicPem: string): string =>
  createHash('sha256')
    .update(createPublicKey(publicPem).export({type: 'spki', format: 'der'}))
    .digest('base64url');
