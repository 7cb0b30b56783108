import {entries} from '../entry.js';

/** Taking, proving, storing and opening snapshots of etcd. */
export const ETCD_SNAPSHOTS = entries({
  'etcd/snapshot-unusable': {
    level: 'error',
    title: 'A file is not a usable snapshot of etcd',
    explanation:
      'A snapshot ends with the SHA-256 of its content, and the manifest beside it (`FILE.json`) records its digest and size. One of them does not fit: the file is incomplete, was changed, is the database file of a member, is no snapshot at all, or belongs to another manifest. Nothing was done with it.',
    remedy:
      'Use another snapshot: `quorate etcd snapshot list` shows all that are known and which of them are complete.',
  },
  'etcd/snapshot-key': {
    level: 'error',
    title: 'An encrypted snapshot could not be decrypted',
    explanation:
      'The snapshot is encrypted. A passphrase or an identity file was not given or does not fit, or the file was changed after it was encrypted. Without its key a snapshot is worthless.',
    remedy:
      'Give the passphrase on a terminal or in a file, or with `--identity-file` the age identity or the private key (PEM) that belongs to the recipient. `quorate etcd snapshot list` shows which snapshots are encrypted.',
  },
  'etcd/snapshot-unproven': {
    level: 'error',
    title: 'A snapshot of etcd did not survive its trial restore',
    explanation:
      'The snapshot was restored on {host} into a scratch directory, and an etcd was started there without peers. It did not start, could not be read, or its keys differ from those of the member at the same revision. The database of the member may be damaged: `etcdutl snapshot status` does not notice that. The snapshot was deleted; nothing else was changed.',
    remedy:
      'Take one from another member: `quorate etcd snapshot save --from HOST`. `quorate topology check` compares the members with each other.',
  },
});
