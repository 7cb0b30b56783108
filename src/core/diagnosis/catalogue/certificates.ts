import {entries} from './entry.js';

export const CERTIFICATES = entries({
  'cert/expired': {
    level: 'error',
    title: 'A certificate has expired',
    about:
      'Nobody accepts the connections of its holder any more. It is issued anew, with the same names, by the next run.',
    mend: 'quorate apply',
  },
  'cert/expiring': {
    level: 'warning',
    title: 'A certificate ends within thirty days',
    about: 'It still counts. Every run renews what is in the last sixth of its life.',
    mend: 'quorate apply',
  },
  'cert/renewable': {
    level: 'note',
    title: 'A certificate is due to be renewed',
    about: 'More than thirty days are left; the next run renews it.',
    mend: 'quorate apply',
  },
  'cert/early': {
    level: 'error',
    title: 'A certificate does not count yet',
    about: 'It begins in the future: it was issued by a machine whose clock was ahead.',
    mend: 'set the clocks, then quorate apply',
  },
  'cert/name-missing': {
    level: 'error',
    title: 'A certificate lacks a name',
    about: 'Clients that use the name or address it lacks refuse the connection.',
    mend: 'quorate apply',
  },
  'cert/foreign-authority': {
    level: 'error',
    title: 'A certificate was signed by another authority',
    about: 'The authority of this cluster did not sign it, so nobody in the cluster trusts it.',
    mend: 'quorate apply',
  },
  'cert/key-differs': {
    level: 'error',
    title: 'A certificate and its key do not belong together',
    about:
      'The certificate was issued for another key than the one beside it, or there is no key. Its holder does not start again.',
    mend: 'quorate apply',
  },
  'cert/missing': {
    level: 'error',
    title: 'A certificate is missing',
    about: 'Its holder does not start again without it.',
    mend: 'quorate apply',
  },
  'cert/wrong': {
    level: 'error',
    title: 'A certificate or kubeconfig is not as it should be',
    about: 'Subject, use or server are others than this place needs. The evidence says which.',
    mend: 'quorate apply',
  },
  'pki/authority-unusable': {
    level: 'error',
    title: 'The certificate of an authority cannot be used',
    about:
      'It has expired, or is no certificate at all: everything signed by it is refused. An authority is never replaced in passing, for that would cut off all that trusts it.',
    mend: 'put {path} on {host} back from a backup; an expired authority has to be rotated',
  },
  'pki/authority-differs': {
    level: 'error',
    title: 'The certificate of an authority is damaged or missing',
    about:
      'The file with the certificate of one of the CAs of the cluster does not exist on this host, cannot be read as a certificate, or has another mode: what starts there trusts nobody. It is written again as the control planes hold it. The certificate of another CA is not replaced, and is identity/ca-differs.',
    mend: 'quorate apply',
  },
  'pki/secret-missing': {
    level: 'error',
    title: 'A control plane lacks a shared secret',
    about: 'Control planes hold the same authorities and keys, and this one lacks one of them.',
    mend: 'quorate apply',
  },
  'pki/secrets-differ': {
    level: 'error',
    title: 'Control planes hold different secrets',
    about:
      'Tokens, certificates or encrypted data of one are not understood by the other. quorate does not choose between two secrets.',
    mend: 'find out which of the two the cluster uses, then copy it over the one on {host} by hand: {path}',
  },
  'pki/secret-lost': {
    level: 'error',
    title: 'No control plane holds a shared secret whole',
    about:
      'The cluster is formed, and the secret it was built on is gone. A new one would cut off everything that rests on it.',
    mend: 'put {path} back from a backup',
  },
});
