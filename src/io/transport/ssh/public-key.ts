import {own} from '../../../core/own.js';
import {keyTypeOf} from './known-hosts/fingerprint.js';
import {reader, string} from './wire.js';

/** A public key or certificate in wire format, from a line `type base64 comment`; undefined when it is none. */
export const publicKeyOf = (text: string): Buffer | undefined => {
  for (const line of text.split('\n')) {
    const [type, base64] = line.trim().split(/\s+/);
    const key = Buffer.from(base64 ?? '', 'base64');
    if (type !== undefined && key.length > 0 && keyTypeOf(key) === type) return key;
  }
  return undefined;
};

/** FIDO: the private key is in a device, and only an agent asks it to sign. */
export const isSecurityKey = (key: Buffer): boolean => keyTypeOf(key).startsWith('sk-');

const isCertificate = (key: Buffer): boolean => CERTIFICATE.test(keyTypeOf(key));

const CERTIFICATE = /-cert-v01@openssh\.com$/;

export interface UserCertificate {
  /** The certified public key, in wire format. */
  readonly key: Buffer;
  /** Seconds since 1970 at which it ends; undefined: never. */
  readonly validBefore: number | undefined;
}

/** What a certificate of a user certifies (PROTOCOL.certkeys of OpenSSH); undefined when it is another one. */
export const userCertificate = (certificate: Buffer): UserCertificate | undefined => {
  const type = keyTypeOf(certificate).replace(CERTIFICATE, '');
  const base = type.startsWith('sk-') ? `${type}@openssh.com` : type;
  const fields = own(FIELDS, base);
  if (fields === undefined || !isCertificate(certificate)) return undefined;
  try {
    const values = reader(certificate);
    values.string(); // type
    values.string(); // nonce
    const start = values.position();
    for (let field = 0; field < fields; field++) values.string();
    const key = Buffer.concat([string(base), certificate.subarray(start, values.position())]);
    values.long(); // serial number
    const isOfUser = values.number() === USER;
    values.string(); // key id
    values.string(); // principals
    values.long(); // valid after
    const end = values.long();
    return isOfUser ? {key, validBefore: end === FOREVER ? undefined : Number(end)} : undefined;
  } catch {
    return undefined;
  }
};

const USER = 1;
const FOREVER = 2n ** 64n - 1n;

/** How many fields the public key of each type has. */
const FIELDS: Readonly<Record<string, number>> = {
  'ssh-rsa': 2,
  'ecdsa-sha2-nistp256': 2,
  'ecdsa-sha2-nistp384': 2,
  'ecdsa-sha2-nistp521': 2,
  'ssh-ed25519': 1,
  'sk-ssh-ed25519@openssh.com': 2,
  'sk-ecdsa-sha2-nistp256@openssh.com': 3,
};
