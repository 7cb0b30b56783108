import {createPrivateKey, type KeyObject, type X509Certificate} from 'node:crypto';
import {pemBlocks} from '../../core/pki/pem.js';

/** A private key with its text. */
export interface HeldKey {
  readonly pem: string;
  readonly key: KeyObject;
}

/** The private keys of a text in PEM; blocks that are none are left out. */
export const privateKeysIn = (text: string): readonly HeldKey[] =>
  pemBlocks(text).flatMap(pem => {
    const key = privateKey(pem);
    return key === undefined ? [] : [{pem, key}];
  });

/** The key of a certificate. During a rotation, and after a run that was killed in it, others may precede it. */
export function privateKeyOf(certificate: X509Certificate, keyText: string): KeyObject {
  const held = privateKeysIn(keyText).find(({key}) => certificate.checkPrivateKey(key));
  if (held === undefined) throw new TypeError('the private key does not belong to the certificate');
  return held.key;
}

function privateKey(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}
