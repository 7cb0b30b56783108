import type {Client} from 'ssh2';
import {Failure} from '../../../core/failure.js';
import {printable} from '../printable.js';
import type {Hop} from './hop.js';

/**
 * Collects what a server offers in the key exchange, from the debug messages of ssh2: its error names only the kind of
 * algorithm. `failure` is the Failure 'hosts/no-common-algorithm' for that error; undefined for other errors.
 */
export const negotiation = (hop: Hop, client: Client) => {
  let offered: readonly string[] = [];
  // Messages for every packet of a long upload would cost time.
  client.once('handshake', () => Object.assign((client as unknown as Internals)._protocol, {_debug: undefined}));
  return {
    debug: (message: string): void => {
      const [, list] = /^Handshake: \(remote\) [^:]+: (.*)$/s.exec(message) ?? [];
      if (list !== undefined) offered = list.split(',');
    },
    failure: (error: Error): Failure | undefined => {
      const [, kind] = /no matching (.*)$/.exec(error.message) ?? [];
      return kind === undefined ? undefined : noCommonAlgorithm(hop, kind, offered, error);
    },
  };
};

interface Internals {
  readonly _protocol: object;
}

const noCommonAlgorithm = (hop: Hop, kind: string, offered: readonly string[], cause: Error): Failure => {
  const isOld = offered.length > 0 && offered.every(name => OLD.test(name));
  const names = printable(offered.slice(0, 12).join(', '));
  return new Failure(
    'hosts/no-common-algorithm',
    `${hop.label}: no matching ${kind}: the server offers only ${names || 'unknown ones'}, ${
      isOld ? 'which are too weak' : 'which the built-in SSH client does not have'
    }`,
    {
      suggestions: isOld
        ? ['update the SSH server: quorate uses no SHA-1, no CBC ciphers and no DSA']
        : [
            'use the SSH client of the system: set spec.ssh.client to openssh in the configuration',
            'or allow one that the built-in client has, in the sshd_config of the host: KexAlgorithms curve25519-sha256, HostKeyAlgorithms ssh-ed25519, Ciphers aes256-gcm@openssh.com, MACs hmac-sha2-256-etm@openssh.com',
          ],
      cause,
    },
  );
};

/** SHA-1, MD5, CBC, RC4, 3DES and DSA. */
const OLD = /sha1|md5|-cbc|arcfour|3des|ssh-dss|^ssh-rsa|^kex-strict|^ext-info/;
