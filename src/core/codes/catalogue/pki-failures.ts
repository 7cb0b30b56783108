import {entries} from '../entry.js';

/** Failures with the shared secrets of a cluster, and with the identity of a host right before a removal. */
export const PKI_FAILURES = entries({
  'pki/shared-missing': {
    level: 'error',
    title: 'A file of a shared secret does not exist',
    explanation:
      'A shared secret is copied to the other control planes from one that has it. One of its files was deleted between gathering facts and reading it. No new secret is created in its place.',
    remedy: 'Restore the file on {host}, from another control plane or from a backup, then run the same command again.',
  },
  'pki/shared-broken': {
    level: 'error',
    title: 'The files of a shared secret do not match',
    explanation:
      'The key and the certificate or public key of a shared secret do not belong together, or one of them is not what it should be: not a private key, not a CA certificate, not self-signed, or not an EncryptionConfiguration. They are not copied to other hosts and nothing is signed with them. The message names the file, never its contents.',
    remedy:
      'Restore both files on {host}, from another control plane or from a backup, then run the same command again. `openssl x509 -noout -pubkey -in FILE.crt` and `openssl pkey -pubout -in FILE.key` print the same key when they match.',
  },
  'pki/ca-unreadable': {
    level: 'error',
    title: 'A CA certificate cannot be read',
    explanation:
      'Certificates are verified against the CA that should have signed them, and the CA certificate is not a certificate in PEM. The file is damaged. A CA is never replaced by a run, because everything that it signed would become invalid.',
    remedy:
      'On a control plane: `openssl x509 -noout -text -in /etc/kubernetes/pki/ca.crt` (`etcd/ca.crt` and `front-proxy-ca.crt` in the same directory). Restore the damaged file from another control plane or from a backup, then run the same command again.',
  },
  'pki/key-request-unreadable': {
    level: 'error',
    title: 'The answer of a host with new keys cannot be read',
    explanation:
      'A host makes its private keys itself, with openssl, and answers with a certificate signing request for each. The answer of this host is something else. Nothing was issued for it, and the files in use on it are unchanged. Possible causes are an openssl that was replaced by another program, and a compromised host.',
    remedy:
      'On {host}: `openssl version` and `openssl ecparam -name prime256v1 -genkey -noout` must work as usual. Then run the same command again. If openssl is that of the distribution and the answer stays the same, examine the host: it may be compromised.',
  },
  'pki/key-request-refused': {
    level: 'error',
    title: 'A certificate signing request of a host was refused',
    explanation:
      'A host makes its private keys itself, with openssl, and proves with a certificate signing request that it has each of them. Only the public key of a request is used: names, usages and validity come from the configuration. The request is damaged, its key has another algorithm or length than `spec.pki.algorithm`, two requests have the same key, or the signature does not prove that the host has the key. Nothing was issued for the host, and the files in use on it are unchanged.',
    remedy:
      'On {host}: `openssl version` must name the openssl of the distribution. Then run the same command again. If the message is the same, examine the host: its random number generator or its openssl is broken, or the host is compromised.',
  },
  'pki/pending-key-differs': {
    level: 'error',
    title: 'The private key for a new certificate is not the one that was asked for',
    explanation:
      'A host made a private key, which waits below `/var/lib/quorate/pending-keys` for its certificate. When the certificate arrived, the key was missing or another one. Another program, or another run without the lock, changed it. The files in use are unchanged.',
    remedy: 'Run the same command again: it makes new keys and issues certificates for them.',
  },
  'identity/other': {
    level: 'error',
    title: 'A host is not the host whose data was to be removed',
    explanation:
      'Right before data is deleted or a host is reset, the identity that is recorded on it (`/var/lib/quorate/identity` and its copy `/etc/quorate/identity`) is compared with the expected cluster and host. It names another one, or cannot be understood. Nothing was removed. Usual causes are a wrong `address` or `sshAddress`, an address that was given to another machine, and a disk of another host.',
    remedy:
      '`quorate topology check` shows which host answers. Correct `address` or `sshAddress` of {host} in the configuration, then run the same command again.',
  },
});
