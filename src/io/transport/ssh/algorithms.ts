import type {Algorithms, ServerHostKeyAlgorithm} from 'ssh2';

/**
 * No SHA-1 and no CBC. Host key algorithms with known keys come first: otherwise a server with several keys could
 * present one that known_hosts does not have.
 */
export const algorithms = (knownKeyTypes: readonly string[]): Algorithms => ({
  serverHostKey: [...HOST_KEYS].sort((a, b) => rank(a, knownKeyTypes) - rank(b, knownKeyTypes)),
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'chacha20-poly1305@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
  ],
});

const HOST_KEYS: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

const rank = (algorithm: ServerHostKeyAlgorithm, known: readonly string[]): number =>
  known.includes(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm) ? 0 : 1;
