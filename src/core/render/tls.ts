/** Cipher suites of TLS 1.2: with forward secrecy and authenticated encryption. TLS 1.3 has its own. */
export const CIPHER_SUITES = [
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
] as const;

/** Flags of the Kubernetes components. */
export const SERVING_TLS = {
  'tls-min-version': 'VersionTLS12',
  'tls-cipher-suites': CIPHER_SUITES.join(','),
} as const;
