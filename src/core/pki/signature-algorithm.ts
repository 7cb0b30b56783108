import type {KeyObject} from 'node:crypto';
import {type Asn1, asn1Null, objectId, sequence} from './der.js';

/** Of signatures with a key and SHA-256. */
export function signatureAlgorithm(key: KeyObject): Asn1 {
  if (key.asymmetricKeyType === 'ec') return sequence(objectId('1.2.840.10045.4.3.2'));
  if (key.asymmetricKeyType === 'rsa') return sequence(objectId('1.2.840.113549.1.1.11'), asn1Null());
  throw new TypeError(`cannot sign with a key of type ${key.asymmetricKeyType}`);
}
