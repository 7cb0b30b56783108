import {entries} from '../entry.js';

export const CERTIFICATES = entries({
  'cert/expired': {
    level: 'error',
    title: 'A certificate has expired',
    explanation:
      'Nobody accepts the connections of its holder any more. It is issued anew, with the same names, by the next run.',
    remedy: 'quorate apply',
  },
  'cert/expires-soon': {
    level: 'warning',
    title: 'A certificate ends within thirty days',
    explanation: 'It still counts. Every run renews what is in the last sixth of its life.',
    remedy: 'quorate apply',
  },
  'cert/renewal-due': {
    level: 'note',
    title: 'A certificate is due to be renewed',
    explanation: 'More than thirty days are left; the next run renews it.',
    remedy: 'quorate apply',
  },
  'cert/not-yet-valid': {
    level: 'error',
    title: 'A certificate does not count yet',
    explanation: 'It begins in the future: it was issued by a machine whose clock was ahead.',
    remedy: 'set the clocks, then quorate apply',
  },
  'cert/name-missing': {
    level: 'error',
    title: 'A certificate lacks a name',
    explanation: 'Clients that use the name or address it lacks refuse the connection.',
    remedy: 'quorate apply',
  },
  'cert/wrong-ca': {
    level: 'error',
    title: 'A certificate was signed by another authority',
    explanation: 'The authority of this cluster did not sign it, so nobody in the cluster trusts it.',
    remedy: 'quorate apply',
  },
  'cert/key-differs': {
    level: 'error',
    title: 'A certificate and its key do not belong together',
    explanation:
      'The certificate was issued for another key than the one beside it, or there is no key. Its holder does not start again.',
    remedy: 'quorate apply',
  },
  'cert/missing': {
    level: 'error',
    title: 'A certificate is missing',
    explanation: 'Its holder does not start again without it.',
    remedy: 'quorate apply',
  },
  'cert/mismatch': {
    level: 'error',
    title: 'A certificate or kubeconfig is not as it should be',
    explanation: 'Subject, use or server are others than this place needs. The evidence says which.',
    remedy: 'quorate apply',
  },
  'pki/ca-unusable': {
    level: 'error',
    title: 'The certificate of an authority cannot be used',
    explanation:
      'It has expired, or is no certificate at all: everything signed by it is refused. An authority is never replaced in passing, for that would cut off all that trusts it.',
    remedy: 'put {path} on {host} back from a backup; an expired authority has to be rotated',
  },
  'pki/ca-differs': {
    level: 'error',
    title: 'The certificate of an authority is damaged or missing',
    explanation:
      'The file with the certificate of one of the CAs of the cluster does not exist on this host, cannot be read as a certificate, or has another mode: what starts there trusts nobody. It is written again as the control planes hold it. The certificate of another CA is not replaced, and is identity/ca-differs.',
    remedy: 'quorate apply',
  },
  'pki/secret-missing': {
    level: 'error',
    title: 'A control plane lacks a shared secret',
    explanation: 'Control planes hold the same authorities and keys, and this one lacks one of them.',
    remedy: 'quorate apply',
  },
  'pki/secrets-differ': {
    level: 'error',
    title: 'Control planes hold different secrets',
    explanation:
      'Tokens, certificates or encrypted data of one are not understood by the other. quorate does not choose between two secrets.',
    remedy: 'find out which of the two the cluster uses, then copy it over the one on {host} by hand: {path}',
  },
  'pki/secret-lost': {
    level: 'error',
    title: 'No control plane holds a shared secret whole',
    explanation:
      'The cluster is formed, and the secret it was built on is gone. A new one would cut off everything that rests on it.',
    remedy: 'put {path} back from a backup',
  },
});
