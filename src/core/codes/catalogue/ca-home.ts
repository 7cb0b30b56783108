import {entries} from '../entry.js';

/** CAs whose private keys are in a directory of the operator: refusals and findings. */
export const CA_HOME_FINDINGS = entries({
  'pki/ca-key-on-host': {
    level: 'warning',
    title: 'A host has the private key of a CA that is kept by the operator',
    explanation:
      'With `spec.pki.home: operator` no host needs the private key of a CA, with which any certificate can be issued. It was left from the time before, put there by hand, or restored with a disk image. The next run deletes it, once the directory is known to have the same CA.',
    remedy: 'quorate apply',
  },
  'pki/home-unreadable': {
    level: 'error',
    title: 'The directory with the CAs cannot be used',
    explanation:
      'The CAs of this cluster are in the directory spec.pki.directory of the machine that runs quorate. It cannot be read, a file in it is damaged, or it belongs to another cluster. Runs are refused, because it is unknown which CA counts. A diagnosis goes by the certificates on the hosts.',
    remedy: 'Run quorate where the directory is, or restore the directory from its copy.',
  },
  'pki/home-empty': {
    level: 'error',
    title: 'The directory of the operator lacks a CA of the cluster',
    explanation:
      'With `spec.pki.home: operator` the CAs are in the directory spec.pki.directory, each with its encrypted private key. The cluster has a CA that is not there: its keys were never moved from the hosts, the directory is another one, or files of it are lost. A new CA would invalidate everything that the old one signed.',
    remedy:
      'If control planes have the keys, store them: `quorate pki import --pki-identity-file FILE`. Otherwise restore the directory from its copy, or build the cluster again from a backup: `quorate restore FILE`.',
  },
  'pki/home-differs': {
    level: 'error',
    title: 'The directory of the operator has another CA than the hosts',
    explanation:
      'The directory spec.pki.directory and the hosts have different CAs, or the directory has an older state of a CA: a rotation was done with another copy of it. quorate does not choose between two CAs.',
    remedy:
      'Name the directory of this cluster in spec.pki.directory, or restore its newest copy. `quorate pki list` shows which CA the hosts have.',
  },
});

export const CA_HOME_REFUSALS = entries({
  'pki/identity-missing': {
    level: 'error',
    title: 'A run has something to sign, and no identity that decrypts the CA keys',
    explanation:
      'With `spec.pki.home: operator` the private keys of the CAs are encrypted. This plan issues certificates, or copies the keys, or `quorate pki import` stores them, and no identity was given. Nothing was changed. Plans, `topology check` and runs that sign nothing need none.',
    remedy:
      'Run the same command with `--pki-identity-file FILE`, or with QUORATE_PKI_IDENTITY_FILE in the environment. The file has a key of age (`AGE-SECRET-KEY-1…`) of one of spec.pki.recipients.',
  },
});

export const CA_HOME_FAILURES = entries({
  'pki/identity-wrong': {
    level: 'error',
    title: 'The identity does not decrypt the CA keys',
    explanation:
      'The private keys of the CAs are encrypted to spec.pki.recipients as they were when each key was written. The given identity is none of them, its file cannot be read, or the encrypted file is damaged. Nothing was changed.',
    remedy:
      'Name the identity of a recipient: `quorate apply --pki-identity-file FILE`. `age-keygen -y FILE` prints its recipient.',
  },
  'pki/home-changed': {
    level: 'error',
    title: 'The directory with the CAs was changed while this command ran',
    explanation:
      'Right before a CA is written, the files are compared with what was read. They differ: another operator wrote to the same directory. Nothing was overwritten.',
    remedy: 'Run the same command again: it reads the directory again.',
  },
  'pki/home-unwritable': {
    level: 'error',
    title: 'The directory with the CAs cannot be written',
    explanation:
      'A CA is stored in spec.pki.directory before any host gets its certificate. The directory or a file in it could not be written, or spec.pki.recipients has something that is no recipient of age. No host got the new CA.',
    remedy: 'Correct the directory or the recipients as the message says, then run the same command again.',
  },
});
