import {createHash} from 'node:crypto';

/** As ssh prints it: `SHA256:` and the digest of the public key in base64 without padding. */
export const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/** The type that a public key starts with; '' when it is not a public key. */
export const keyTypeOf = (key: Buffer): string => {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0);
  return length > key.length - 4 ? '' : key.toString('ascii', 4, 4 + length);
};
