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
  'identity/other': {
    level: 'error',
    title: 'A host is not the host whose data was to be removed',
    explanation:
      'Right before data is deleted or a host is reset, the identity that is recorded on it (`/var/lib/quorate/identity` and its copy `/etc/quorate/identity`) is compared with the expected cluster and host. It names another one, or cannot be understood. Nothing was removed. Usual causes are a wrong `address` or `sshAddress`, an address that was given to another machine, and a disk of another host.',
    remedy:
      '`quorate topology check` shows which host answers. Correct `address` or `sshAddress` of {host} in the configuration, then run the same command again.',
  },
});
