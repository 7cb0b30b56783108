import {sign} from 'node:crypto';
import type {ParsedKey} from 'ssh2';
import {own} from '../../../core/own.js';
import {mpint, string} from './wire.js';

/** The hash of an RSA signature; other keys have theirs. */
export type RsaHash = 'sha1' | 'sha256' | 'sha512' | undefined;

/** Signs with a private key. The signature is in wire format (RFC 4253, 5656, 8332, 8709). */
export const signatureOf = (key: ParsedKey, data: Buffer, rsaHash: RsaHash): Buffer => {
  const privateKey = key.getPrivatePEM();
  if (key.type === 'ssh-rsa')
    return Buffer.concat([string(RSA_NAMES[rsaHash ?? 'sha512']), string(sign(rsaHash ?? 'sha512', data, privateKey))]);
  const hash = own(ECDSA_HASHES, key.type);
  if (hash === undefined) return Buffer.concat([string(key.type), string(sign(null, data, privateKey))]);
  const both = sign(hash, data, {key: privateKey, dsaEncoding: 'ieee-p1363'});
  const half = both.length / 2;
  const numbers = Buffer.concat([mpint(both.subarray(0, half)), mpint(both.subarray(half))]);
  return Buffer.concat([string(key.type), string(numbers)]);
};

const RSA_NAMES = {sha1: 'ssh-rsa', sha256: 'rsa-sha2-256', sha512: 'rsa-sha2-512'} as const;

const ECDSA_HASHES: Readonly<Record<string, string>> = {
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
};
