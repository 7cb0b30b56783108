import {createHash} from 'node:crypto';

/** As ssh prints it: `SHA256:` and the digest of the public key in base64 without padding. */
export const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/** The type that a public key starts with; '' when it is not a public key. It is safe to print. */
export const keyTypeOf = (key: Buffer): string => {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0);
  const type = length > Math.min(key.length - 4, LONGEST_TYPE) ? '' : key.toString('latin1', 4, 4 + length);
  return /^[\w@.-]*$/.test(type) ? type : '';
};

const LONGEST_TYPE = 64;
