import {entries} from '../entry.js';

/** Reasons not to build a cluster again from a backup. */
export const BACKUP_REFUSALS = entries({
  'backup/other-cluster': {
    level: 'error',
    title: 'The backup is of another cluster',
    explanation:
      'Each cluster has an id, which its hosts record and its backups name. The configuration or the hosts are of another cluster than the backup. Nothing was changed.',
    remedy:
      'Name the configuration of that cluster with --config, or another backup. To discard a cluster that is on the hosts: `quorate reset --all`.',
  },
  'backup/cluster-exists': {
    level: 'error',
    title: 'The hosts have a cluster already',
    explanation:
      '`quorate restore BACKUP` builds a cluster on hosts that have no etcd member. These have one, so there is a cluster, or a part of one, with data of its own. Nothing was changed.',
    remedy:
      'To set a running cluster back to the state of the backup, take the snapshot out of the backup and run `quorate etcd restore snapshot.db`. If its quorum is lost, `quorate etcd recover`. To discard it, `quorate reset --all`, then run the same command again.',
  },
  'backup/other-version': {
    level: 'error',
    title: 'The backup is of another minor version',
    explanation:
      'A cluster is built again with the minor versions of Kubernetes and etcd that it had when the backup was made. Otherwise the restore would also be an upgrade, without the checks of one.',
    remedy:
      'Set spec.kubernetesVersion (and spec.etcd.version, if it is set) to the versions of the backup, restore, then run `quorate upgrade`.',
  },
  'backup/other-settings': {
    level: 'error',
    title: 'The configuration has another network than the backup',
    explanation:
      'The snapshot has the addresses of Services and nodes, and pods use names in the DNS domain, so a cluster keeps spec.network.serviceCidr, spec.network.podCidr and spec.network.dnsDomain. The configuration differs from the one in the backup. Nothing was changed.',
    remedy:
      'Set these fields back to what the message says, then run the same command again. With other networks, build a new cluster: `quorate init`.',
  },
  'backup/other-ca': {
    level: 'error',
    title: 'The backup has another CA than the hosts',
    explanation:
      'Hosts of the configuration record the CA of their cluster, no control plane has its key, and the CA in the backup is another one. What it signs would be trusted nowhere on those hosts.',
    remedy: 'Use a backup that was made after the CA was replaced, or reset those hosts: `quorate reset HOST`.',
  },
});

/** Backups of a cluster, and reading them. */
export const BACKUP = entries({
  'backup/unwritable': {
    level: 'error',
    title: 'A backup could not be written',
    explanation:
      'The file could not be created or written on the machine where quorate runs. The cluster was not changed, and no incomplete backup has the name that was given.',
    remedy: 'Name a file on a disk with enough space: `quorate backup FILE`.',
  },
  'backup/unusable': {
    level: 'error',
    title: 'A file is not a usable backup',
    explanation:
      'A backup is an encrypted tar archive with the snapshot of etcd, its manifest, the keys and CAs of the cluster and its configuration. This file lacks one of them, is damaged, or is something else. Nothing was done with it.',
    remedy:
      'Use another backup. A snapshot alone is restored into a running cluster with `quorate etcd restore SNAPSHOT`.',
  },
  'backup/no-identity': {
    level: 'error',
    title: 'The cluster has no identity on its hosts',
    explanation:
      'A backup names its cluster by the id that hosts record, so that it is never restored into another one. The hosts of this cluster record none: it was built by an early version of quorate.',
    remedy: 'Run `quorate apply`, which records it, then run `quorate backup` again.',
  },
});
