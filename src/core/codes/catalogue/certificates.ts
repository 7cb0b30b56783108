import {entries} from '../entry.js';

export const CERTIFICATES = entries({
  'cert/expired': {
    level: 'error',
    title: 'Certificate has expired',
    explanation:
      'Connections that use this certificate are refused. The next run issues a new one with the same names.',
    remedy: 'quorate apply',
  },
  'cert/expires-soon': {
    level: 'error',
    title: 'Certificate expires within 14 days',
    explanation:
      'It is still valid. Every run renews certificates in the last third of their validity, at most 60 days before they expire: no run has changed this host for a while.',
    remedy: 'quorate apply',
  },
  'cert/renewal-due': {
    level: 'warning',
    title: 'Certificate is due for renewal',
    explanation:
      'It is in the last third of its validity, and expires within 60 days. The next run renews it and restarts what uses it, one host after another. Certificates of workers are valid for 90 days unless `spec.pki.workerCertValidityDays` says otherwise: let `quorate apply` run once a month.',
    remedy: 'quorate apply',
  },
  'cert/not-yet-valid': {
    level: 'error',
    title: 'Certificate is not yet valid',
    explanation:
      'Its validity starts in the future: the clock of the machine that issued it was ahead. Connections that use it are refused.',
    remedy: 'correct the clocks, then: `quorate apply`',
  },
  'cert/name-missing': {
    level: 'error',
    title: 'Certificate lacks a name or an address',
    explanation: 'Clients that connect to the missing name or address refuse the connection.',
    remedy: 'quorate apply',
  },
  'cert/wrong-ca': {
    level: 'error',
    title: 'Certificate was issued by a different CA',
    explanation: 'It is not signed by the CA of this cluster, so the other components do not trust it.',
    remedy: 'quorate apply',
  },
  'cert/key-differs': {
    level: 'error',
    title: 'Certificate and private key do not match',
    explanation:
      'The certificate was issued for another private key than the one next to it, or there is no key. The component that uses it fails at its next start.',
    remedy: 'quorate apply',
  },
  'cert/missing': {
    level: 'error',
    title: 'Certificate is missing',
    explanation: 'The component that uses the certificate fails at its next start.',
    remedy: 'quorate apply',
  },
  'cert/mismatch': {
    level: 'error',
    title: 'Certificate or kubeconfig does not match what is required',
    explanation:
      'The subject, the key usage or the server differs from what is required at this path. The evidence says which.',
    remedy: 'quorate apply',
  },
  'pki/ca-expiring': {
    level: 'warning',
    title: 'A CA expires within 60 days',
    explanation:
      'Everything that the CA signed expires with it at the latest, and quorate cannot issue anything that is valid for longer. CAs are never replaced automatically: a new CA has to be trusted everywhere before the first certificate of it is used.',
    remedy:
      'see what ends with it, `quorate pki list`; replace it: `quorate pki rotate-ca NAME`, where NAME is ca, etcd-ca or front-proxy-ca',
  },
  'pki/ca-expires-soon': {
    level: 'error',
    title: 'A CA expires within 14 days',
    explanation:
      'When it has expired, all connections that are verified with it are refused, and so is everything that it signed. CAs are never replaced automatically.',
    remedy: 'replace it now: `quorate pki rotate-ca NAME`, where NAME is ca, etcd-ca or front-proxy-ca',
  },
  'pki/ca-unusable': {
    level: 'error',
    title: 'CA certificate cannot be used',
    explanation:
      'It has expired or is not a certificate, and everything that it signed is refused. CAs are never replaced automatically: a new CA invalidates every certificate of the old one.',
    remedy: 'restore {path} on {host} from a backup; quorate cannot renew an expired CA',
  },
  'pki/ca-differs': {
    level: 'error',
    title: 'CA certificate file is damaged or missing',
    explanation:
      'The file with a CA certificate of the cluster does not exist on this host, or cannot be parsed. Components that start there do not trust their peers. The next run writes it again as the control planes have it. The certificate of another CA is not replaced: that is identity/ca-differs.',
    remedy: 'quorate apply',
  },
  'pki/key-exposed': {
    level: 'error',
    title: 'A private key could be read by other users',
    explanation:
      'The file belongs to another user than root, or its mode lets others read it. A copy can be used to log in or to decrypt, also after the mode is set. The next run issues the key and its certificate again and restarts what uses them, one host after another. The old certificate cannot be revoked: it stays valid until it expires, and the evidence says when. Keys that all control planes share, and those of an unmanaged etcd, only get their mode: `quorate pki rotate-ca` and `quorate pki rotate-encryption` replace the former.',
    remedy: 'quorate apply',
  },
  'pki/secret-missing': {
    level: 'error',
    title: 'Control plane lacks a shared secret',
    explanation: 'All control planes have the same CAs and keys. This one lacks one of them.',
    remedy: 'quorate apply',
  },
  'pki/secrets-differ': {
    level: 'error',
    title: 'Control planes have different secrets',
    explanation:
      'Tokens, certificates or encrypted data of one control plane are not accepted by the other. quorate does not choose between two secrets.',
    remedy:
      'find out which of the two the cluster uses. If it is the one of the other control planes, keep a copy of {path} on {host}, then replace it with theirs',
  },
  'pki/secret-lost': {
    level: 'error',
    title: 'Shared secret is lost on all control planes',
    explanation:
      'The cluster was bootstrapped, and a secret that it depends on is on no control plane. A new secret would invalidate everything that depends on the old one.',
    remedy: 'restore {path} on a control plane from a backup, then: `quorate apply`',
  },
});
