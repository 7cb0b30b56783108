import type {X509Certificate} from 'node:crypto';

/** Keys that snapshots can be encrypted to. */
export const RECEIVING_KEYS = 'RSA, or EC of the curve P-256, P-384 or P-521';

/** Keys for signatures only cannot receive. */
export const canReceive = ({publicKey: {asymmetricKeyType, asymmetricKeyDetails}}: X509Certificate): boolean =>
  asymmetricKeyType === 'rsa' ||
  (asymmetricKeyType === 'ec' && CURVES.includes(asymmetricKeyDetails?.namedCurve ?? ''));

const CURVES: readonly string[] = ['prime256v1', 'secp384r1', 'secp521r1'];
