import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  type KeyObject,
} from 'node:crypto';
import {own} from '../../../core/own.js';
import {der, TAG} from './ber.js';
import {AGREEMENTS, WRAPS} from './oids.js';

/** How two keys of one curve agree on the key that wraps another: the objects of the header that decide it. */
export interface Agreement {
  /** Of the key derivation: a key of AGREEMENTS. */
  readonly scheme: string;
  /** A key of WRAPS. */
  readonly wrap: string;
  /** DER of the algorithm identifier of the wrap. */
  readonly wrapAlgorithm: Buffer;
  /** DER of the user keying material as it is in the header. */
  readonly material?: Buffer | undefined;
}

type Pair = {readonly privateKey: KeyObject; readonly publicKey: KeyObject};

export const wrapKey = (key: Buffer, pair: Pair, agreement: Agreement): Buffer => {
  const {cipher, wrapping} = wrappingKey(pair, agreement);
  const wrap = createCipheriv(cipher, wrapping, WRAP_IV);
  return Buffer.concat([wrap.update(key), wrap.final()]);
};

/** @throws if the key was wrapped for others. */
export const unwrapKey = (wrapped: Buffer, pair: Pair, agreement: Agreement): Buffer => {
  const {cipher, wrapping} = wrappingKey(pair, agreement);
  const unwrap = createDecipheriv(cipher, wrapping, WRAP_IV);
  return Buffer.concat([unwrap.update(wrapped), unwrap.final()]);
};

/** The initial value of RFC 3394. */
const WRAP_IV = Buffer.alloc(8, 0xa6);

/** RFC 5753: the key derivation of X9.63 over the shared secret. */
function wrappingKey(pair: Pair, {scheme, wrap, wrapAlgorithm, material}: Agreement) {
  const [algorithm, known] = [own(AGREEMENTS, scheme), own(WRAPS, wrap)];
  if (algorithm === undefined || known === undefined) throw new RangeError('a key agreement that is not supported');
  const {cipher, keyBytes} = known;
  const secret = diffieHellman(pair);
  const bits = Buffer.alloc(4);
  bits.writeUInt32BE(keyBytes * 8);
  const info = der(
    TAG.sequence,
    wrapAlgorithm,
    ...(material === undefined ? [] : [material]),
    der(0xa2, der(TAG.octetString, bits)),
  );
  const blocks: Buffer[] = [];
  for (let counter = 1; Buffer.concat(blocks).byteLength < keyBytes; counter++) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    blocks.push(createHash(algorithm).update(secret).update(count).update(info).digest());
  }
  return {cipher, wrapping: Buffer.concat(blocks).subarray(0, keyBytes)};
}

/** The point of an elliptic curve that a public key is, and back with another key of the same curve. */
export const pointOf = (key: KeyObject): Buffer => {
  const spki = key.export({type: 'spki', format: 'der'});
  // It ends with the point, uncompressed: 4, and two coordinates.
  return spki.subarray(spki.byteLength - pointBytes(key));
};

/** @throws if the point is not on the curve of the other key. */
export const pointAsKey = (point: Buffer, other: KeyObject): KeyObject => {
  const spki = createPublicKey(other).export({type: 'spki', format: 'der'});
  const bytes = pointBytes(createPublicKey(other));
  if (point.byteLength !== bytes) throw new RangeError('a point of another curve');
  const key = Buffer.concat([spki.subarray(0, spki.byteLength - bytes), point]);
  return createPublicKey({key, format: 'der', type: 'spki'});
};

const pointBytes = (key: KeyObject): number =>
  1 + 2 * Buffer.from(key.export({format: 'jwk'}).x as string, 'base64url').byteLength;
