import {generateKeyPair} from 'node:crypto';
import {promisify} from 'node:util';
import {sha256} from '../../core/model/digest.js';
import type {Digest} from '../../core/model/names.js';
import type {Algorithm} from '../../core/pki/types.js';

/** A key pair in the formats of kubeadm. */
export interface KeyPair {
  /** "EC PRIVATE KEY" or "RSA PRIVATE KEY" in PEM. */
  readonly privatePem: string;
  /** Of the private PEM, which is the text of the file. */
  readonly privateDigest: Digest;
  /** "PUBLIC KEY" in PEM. */
  readonly publicPem: string;
}

const generate = promisify(generateKeyPair);
const spki = {type: 'spki', format: 'pem'} as const;

/** Generated off the main thread: an RSA key takes a tenth of a second. */
export async function makeKeyPair(algorithm: Algorithm): Promise<KeyPair> {
  const {privateKey, publicKey} =
    algorithm === 'ECDSA-P256'
      ? await generate('ec', {
          namedCurve: 'P-256',
          publicKeyEncoding: spki,
          privateKeyEncoding: {type: 'sec1', format: 'pem'},
        })
      : await generate('rsa', {
          modulusLength: 2048,
          publicKeyEncoding: spki,
          privateKeyEncoding: {type: 'pkcs1', format: 'pem'},
        });
  return {privatePem: privateKey, privateDigest: sha256(privateKey), publicPem: publicKey};
}
