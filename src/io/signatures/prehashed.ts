import type {KeyObject} from 'node:crypto';
import {p256} from '@noble/curves/nist.js';
import type {Digest} from '../../core/model/names.js';

/**
 * Whether an ECDSA signature is over a file with this SHA-256 digest. node:crypto only verifies over the file itself,
 * which is up to 100 MB and not needed for a lock.
 *
 * @param signature DER.
 * @param key of another kind than P-256: false.
 */
export const isSignatureOver = (digest: Digest, signature: Uint8Array, key: KeyObject): boolean => {
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return false;
  const {x, y} = key.export({format: 'jwk'});
  if (x === undefined || y === undefined) return false;
  const point = Buffer.concat([Buffer.of(UNCOMPRESSED), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  try {
    return p256.verify(signature, Buffer.from(digest, 'hex'), point, {prehash: false, lowS: false, format: 'der'});
  } catch {
    return false;
  }
};

const UNCOMPRESSED = 4;
