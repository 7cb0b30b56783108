import {entries} from '../entry.js';

/** Why etcd is not restored from a snapshot, or not recovered after a lost quorum, and what these commands warn of. */
export const ETCD_RESTORE = entries({
  'etcd/restore-unreachable': {
    level: 'error',
    title: 'A host cannot be read, so etcd is not restored',
    explanation:
      'All members are replaced at the same time, and all API servers are stopped meanwhile. A member that is left out would come back with the old data, and an API server that is left out would serve it from its memory.',
    remedy:
      'Make {host} reachable, then run the same command again. If it is permanently gone: `quorate remove --lost {host}` while etcd has quorum; without quorum: `quorate etcd recover --lost {host}`.',
  },
  'etcd/restore-no-members': {
    level: 'error',
    title: 'There is no etcd to restore',
    explanation:
      'No etcd host of the configuration has the marker of a member: the cluster was never built, or all members were removed.',
    remedy: 'Build the cluster first: `quorate apply`.',
  },
  'etcd/restore-undeclared': {
    level: 'error',
    title: 'etcd has a member that the configuration does not name',
    explanation:
      'The restored cluster has the members of the configuration. Another member would continue with the old data.',
    remedy:
      'Add its host to the configuration. If the host is permanently gone: `quorate remove --lost HOST`. Then run the same command again.',
  },
  'etcd/restore-other': {
    level: 'error',
    title: 'The restore of another snapshot is not complete',
    explanation:
      'A restore was interrupted after it began to replace data. Until it is complete etcd does not start. It can only be continued: its old data is set aside, and another snapshot can be restored afterwards.',
    remedy:
      'Complete it with the snapshot that the message names: `quorate etcd restore SNAPSHOT`; or `quorate etcd recover` if that was the command.',
  },
  'etcd/restore-members-changed': {
    level: 'error',
    title: 'The configuration was changed during a restore',
    explanation:
      'An interrupted restore has made data for certain members at certain addresses. The configuration has others now, so the restore cannot be completed with it.',
    remedy: 'Set the etcd hosts and their addresses back to those in the message, then run the same command again.',
  },
  'etcd/restore-version': {
    level: 'error',
    title: 'The snapshot is from another minor version of etcd',
    explanation:
      'A snapshot is restored with etcdutl of its own minor version. Data of a newer etcd cannot be read by an older one, and that of an older one is converted by an upgrade of a running cluster only.',
    remedy:
      'Use a snapshot of the installed version: `quorate etcd snapshot list`. If etcd is not installed completely: `quorate apply`.',
  },
  'etcd/restore-keys': {
    level: 'error',
    title: 'The key for Secrets of the snapshot is missing',
    explanation:
      'Values in the snapshot are encrypted with keys that are not in /etc/kubernetes/encryption.yaml of the control planes. Their Secrets could not be read after the restore, and neither could lists of Secrets.',
    remedy:
      'Add the missing key to /etc/kubernetes/encryption.yaml of every control plane, after the one that is in use; it is in a backup of the time of the snapshot. Or use a snapshot that was taken after the key was changed: `quorate etcd snapshot list`.',
  },
  'etcd/restore-other-cluster': {
    level: 'error',
    title: 'The snapshot is of another cluster',
    explanation:
      'Its manifest names another cluster, or it does not have the CA certificate of this one, which every Kubernetes cluster publishes in its ConfigMaps. Certificates, keys and names of hosts would not fit its content.',
    remedy: 'Use a snapshot of this cluster: `quorate etcd snapshot list`.',
  },
  'etcd/restore-few-members': {
    level: 'error',
    title: 'The restore stops an etcd of one or two members',
    explanation:
      'A restore stops etcd on all members, and the API with it, for about a minute. With three members etcd serves again when two of them run. With one or two, each of them is needed: if one does not start again, the outage lasts until it does. Running containers keep running.',
    remedy: 'Accept it: the same command with `--accept-downtime`.',
  },
  'etcd/restore-space': {
    level: 'error',
    title: 'There is no space for the restored data',
    explanation:
      'Snapshot, restored data and the old data are on the file system of /var/lib/etcd at the same time. Needed are twice the size of the snapshot and 128 MB.',
    remedy:
      'On {host}: `df -h /var/lib/etcd`. Data that earlier restores have set aside is deleted by `quorate etcd restore --discard-old`.',
  },
  'etcd/restore-no-manifest': {
    level: 'warning',
    title: 'The snapshot has no manifest',
    explanation:
      'Without the file `<snapshot>.json` the version of etcd that took it is unknown. Digest, cluster CA and encryption keys were checked in the snapshot itself.',
    remedy:
      'Make sure that it was taken from the etcd version that is installed. `quorate etcd snapshot save` writes manifests.',
  },
  'etcd/restore-current-not-kept': {
    level: 'warning',
    title: 'There is no snapshot of the data that is replaced',
    explanation:
      'No member could give a snapshot of its data before the restore. The data itself is kept on each host in /var/lib/etcd/quorate-old.',
    remedy:
      'Keep the old data until it is certain that it is not needed; `quorate etcd restore --discard-old` deletes it.',
  },
  'etcd/recover-unexamined': {
    level: 'warning',
    title: 'It is unknown what a member has',
    explanation:
      'The member does not serve, and no snapshot could be made from its data. Of the other members one is recommended, which may have older data. If the recovery continues, what only this member has is given up; its data is set aside on its host.',
    remedy:
      'Stop at the question, find out the reason on the host, and run `quorate etcd recover` again. To continue without it, answer the question.',
  },
  'etcd/restore-apply-left': {
    level: 'warning',
    title: 'The restored state differs from the configuration',
    explanation:
      'The snapshot is older than the configuration: objects, labels or nodes that were added since are missing.',
    remedy: 'quorate apply',
  },
  'etcd/restore-snapshot-needed': {
    level: 'error',
    title: 'An interrupted restore needs its snapshot',
    explanation:
      'A host does not have the restored data yet, for example because its disk was replaced. The snapshot is sent to it again.',
    remedy: 'Run `quorate etcd restore SNAPSHOT` with the snapshot that has the SHA-256 in the message.',
  },
  'etcd/restore-unmanaged': {
    level: 'error',
    title: 'The unmanaged etcd is not restored by quorate',
    explanation:
      'The cluster uses the etcd in `spec.etcd.endpoints`. quorate has no access to the disks of its members.',
    remedy: 'Ask the operator of that etcd to restore it, then restart the API servers.',
  },
  'etcd/discard-not-now': {
    level: 'error',
    title: 'Old data is not deleted while etcd is not healthy',
    explanation:
      'The data that a restore has set aside may be the only copy. It is deleted only while every voter is healthy and no restore is under way.',
    remedy: 'Repair etcd first: `quorate topology check`. Then run the same command again.',
  },
  'etcd/recover-has-quorum': {
    level: 'error',
    title: 'etcd has quorum, so there is nothing to recover',
    explanation:
      'A recovery makes a new cluster from one member and gives up what only the others have. A cluster with quorum loses nothing when single members are replaced.',
    remedy: 'For members that are lost: `quorate remove --lost HOST`, then `quorate apply`.',
  },
  'etcd/recover-not-lost': {
    level: 'error',
    title: 'Quorum can still be had',
    explanation:
      'Enough members have their data, or may have it: those on hosts that cannot be read. With a majority of them etcd continues and no write is lost. A recovery would give up what the chosen member does not have.',
    remedy:
      'Start the members that are down: `quorate apply`. Boot hosts that are off. State with `--lost HOST` which of them are permanently gone.',
  },
  'etcd/recover-no-data': {
    level: 'error',
    title: 'No member has its data',
    explanation: 'A recovery makes a new cluster from the data of one member. No host that answers has any.',
    remedy:
      'Bring a disk with the data back. Without one, restore a snapshot: `quorate etcd snapshot list`, `quorate etcd restore SNAPSHOT`.',
  },
  'etcd/recover-from': {
    level: 'error',
    title: 'The cluster cannot be recovered from this host',
    explanation: 'The host that --from names has no data of a member, is not an etcd host, or cannot be read.',
    remedy: 'Leave out --from, or name one of the hosts in the message.',
  },
  'etcd/recover-not-newest': {
    level: 'warning',
    title: 'Another member has newer data',
    explanation:
      'The host that --from names has an older log than another member: writes that only the newer one has are given up.',
    remedy: 'Without --from the member with the newest log is used.',
  },
});
