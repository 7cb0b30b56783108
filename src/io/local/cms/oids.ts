/** The object identifiers that quorate reads and writes in CMS, as the hexadecimal content of their DER. */
export const OID = {
  /** 1.2.840.113549.1.9.16.1.23, RFC 5083. */
  authEnvelopedData: '2a864886f70d0109100117',
  data: '2a864886f70d010701',
  aes256Gcm: '60864801650304012e',
  rsaEncryption: '2a864886f70d010101',
  ecPublicKey: '2a8648ce3d0201',
  aes256Wrap: '60864801650304012d',
} as const;

/** Wraps of keys, with the cipher of node:crypto and the size of the key. */
export const WRAPS: Readonly<Record<string, {readonly cipher: string; readonly keyBytes: number}>> = {
  '608648016503040105': {cipher: 'id-aes128-wrap', keyBytes: 16},
  '608648016503040119': {cipher: 'id-aes192-wrap', keyBytes: 24},
  [OID.aes256Wrap]: {cipher: 'id-aes256-wrap', keyBytes: 32},
};

/** 1.3.132.1.11.1, dhSinglePass-stdDH-sha256kdf-scheme. */
export const SHA256_AGREEMENT = '2b8104010b01';

/** Key agreements of RFC 5753 without cofactor, with the hash of their key derivation. openssl writes the first. */
export const AGREEMENTS: Readonly<Record<string, string>> = {
  '2b81051086483f0002': 'sha1',
  '2b8104010b00': 'sha224',
  [SHA256_AGREEMENT]: 'sha256',
  '2b8104010b02': 'sha384',
  '2b8104010b03': 'sha512',
};
