import {entries} from '../entry.js';

/** Why a command refuses to change a cluster, and what it warns of. Upgrades and quorum have tables of their own. */
export const COMMAND_REFUSALS = entries({
  'refused/findings': {
    level: 'error',
    title: 'The command was refused',
    explanation:
      'Before the first change, quorate checks the hosts, and at least one finding has the level error. The message lists all of them with their codes. Nothing was changed.',
    remedy:
      'Follow the remedies of the listed findings, then run the same command again. `quorate explain CODE` explains a code.',
  },
  'log/incomplete': {
    level: 'warning',
    title: 'The log file lacks lines',
    explanation:
      'A line of the log could not be written, usually because the disk is full. The run continues: a log never changes the outcome of a command. Later lines are written again as soon as that is possible.',
    remedy: 'Free space: `df -h ~/.local/state/quorate`, or the directory that XDG_STATE_HOME names.',
  },
  'hosts/skipped': {
    level: 'warning',
    title: 'A host is left out because it cannot be read',
    explanation:
      'The host is in the configuration and could not be read. Nothing is done on it, and nothing waits for it. The other hosts keep it in their configuration if it is part of the cluster.',
    remedy: 'Make {host} reachable, then `quorate apply`.',
  },
  'hosts/files-left-out': {
    level: 'warning',
    title: 'Files are left out because it is unknown whether a host is part of the cluster',
    explanation:
      'A host cannot be read, and neither etcd nor the API tells whether it is part of the cluster. Files of other hosts that would differ are not written.',
    remedy: 'Make the unreachable host reachable, then `quorate apply`.',
  },
  'refused/limit-no-cluster': {
    level: 'error',
    title: '--limit needs a running cluster',
    explanation:
      'A new cluster starts with all the control planes and etcd members that its configuration names, or with those of `quorate init`. Restricted to other hosts, it would be another cluster.',
    remedy: 'Create the cluster with `quorate init`, or with `quorate apply` without --limit.',
  },
  'lock/unknown': {
    level: 'warning',
    title: 'The lock on a host cannot be read',
    explanation:
      'The host could not be asked who holds the lock, or its answer is not understood. The lock on this host was not released. The locks on the other hosts are not affected.',
    remedy: 'Make {host} reachable, then `quorate lock status` and, if it is still held, `quorate lock release`.',
  },
  'pki/source-unknown': {
    level: 'error',
    title: 'It is unknown which control plane has a shared secret',
    explanation:
      'CA keys, the service account key and the encryption configuration are the same on all control planes. No control plane that can be read has this one, and another control plane cannot be read: it may have it. A new secret is not created, because it would not match the existing one.',
    remedy: 'Make {host} reachable, then run the same command again.',
  },
  'join/no-cluster': {
    level: 'error',
    title: 'There is no cluster to join',
    explanation:
      'etcd was not bootstrapped: no host has a member, or the bootstrap is unfinished. Hosts can join only a running cluster.',
    remedy: 'Start the cluster with `quorate init`, or build all of it with `quorate apply`.',
  },
  'join/unknown-host': {
    level: 'error',
    title: 'The host to join is not in the configuration',
    explanation: 'The configuration says how a host is reached and what it runs. Names are those in spec.hosts.',
    remedy: 'Add {host} with its address and roles to the configuration, then `quorate join {host}`.',
  },
  'remove/no-cluster': {
    level: 'error',
    title: 'There is no cluster to remove a host from',
    explanation:
      'etcd was not bootstrapped: no host has a member, or the bootstrap is unfinished. A removal needs a running etcd, which decides on its members.',
    remedy:
      'To complete the cluster: `quorate apply`. To discard it, with everything on its hosts: `quorate reset --all`.',
  },
  'remove/unknown-host': {
    level: 'error',
    title: 'The host to remove is not in the configuration',
    explanation:
      'A host stays in the configuration until it is removed: that says how it is reached. With --lost, no etcd member and no Node has this name either.',
    remedy:
      'Add {host} to the configuration again, then `quorate remove {host}`. If its machine is lost for good: `quorate remove --lost {host}`. `kubectl get nodes` shows the names of nodes.',
  },
  'remove/unreachable': {
    level: 'error',
    title: 'The host to remove is unreachable',
    explanation:
      'An unreachable host may still be running, with a voting member and pods. It is removed without its cooperation only if you state that it is lost for good.',
    remedy: 'Make {host} reachable; or, if its machine is lost for good: `quorate remove --lost {host}`.',
  },
  'remove/lost-host-responds': {
    level: 'error',
    title: 'The host was declared lost and is part of the cluster',
    explanation:
      'The host answers, is the machine that the cluster knows, and has files of the cluster. A lost host is removed without stopping anything on it, which is wrong here.',
    remedy: '`quorate remove {host}`.',
  },
  'remove/last-control-plane': {
    level: 'error',
    title: 'The removal would leave no control plane',
    explanation:
      'Without a control plane there is no API, and no further host can be added. The keys of the CAs are on control planes only.',
    remedy: 'Add another control plane first: `quorate join HOST`. To delete the cluster: `quorate reset --all`.',
  },
  'remove/still-held': {
    level: 'warning',
    title: 'A machine that is gone still holds credentials of the cluster',
    explanation:
      'The host was removed as lost, so nothing was deleted on its machine. Kubernetes and etcd know no revocation of certificates: what is on its disks stays valid for as long as the message says. A kubelet renews its certificate by itself, also when its Node is deleted.',
    remedy:
      'wipe its disks before it is powered on again; if they may be in other hands, see which rotations make it worthless: `quorate pki rotate-ca --because-of HOST`. What is valid, and until when: `quorate pki list`',
  },
  'remove/still-configured': {
    level: 'warning',
    title: 'The removed host is still in the configuration',
    explanation:
      'The removal is complete. While the host is in the configuration, the next `quorate apply` adds it as a new host. The machine of a lost host was not touched: if it starts again with its disks, it still has its old data and keys.',
    remedy: 'Delete {host} from the configuration. Wipe the disks of a lost machine before it starts again.',
  },
  'reset/unknown-host': {
    level: 'error',
    title: 'The host to reset is not in the configuration',
    explanation: 'The configuration says how a host is reached. Names are those in spec.hosts.',
    remedy: 'Add {host} to the configuration, then run the same command again.',
  },
  'reset/unreadable': {
    level: 'error',
    title: 'It is unknown which cluster a host belongs to',
    explanation:
      'The host cannot be read. A reset of single hosts must know which cluster the named hosts belong to, and a majority of the control planes and etcd hosts must confirm which cluster the configuration describes.',
    remedy: 'Make {host} reachable, then run the same command again.',
  },
  'reset/nothing-there': {
    level: 'warning',
    title: 'There is nothing to reset on the host',
    explanation: 'The host has no files of quorate and no identity. An earlier reset may have completed.',
    remedy: 'Nothing to do. The host can be added with `quorate join {host}`.',
  },
  'reset/own-cluster': {
    level: 'error',
    title: 'The host belongs to the cluster of the configuration',
    explanation:
      'With --cluster-id, hosts are reset without a cluster that knows it. This host belongs to the cluster of the configuration, and the id was not that of this cluster, or its etcd serves. Such a host is taken out of the cluster first.',
    remedy:
      '`quorate reset {host}` without --cluster-id. If the cluster itself no longer exists: `quorate reset --all`, with `--cluster-id ID` if the message names an id.',
  },
  'reset/given-up': {
    level: 'warning',
    title: 'The host is not taken out of its cluster',
    explanation:
      'The id of its own cluster was given with --cluster-id, and etcd does not serve: nothing can remove its member or its Node. If the other hosts come back, they wait for a member that no longer exists.',
    remedy:
      'Nothing to do if the cluster is given up: `quorate reset --all` deletes the rest of it. If it comes back: `quorate remove --lost {host}`.',
  },
  'reset/no-cluster': {
    level: 'error',
    title: 'The host cannot be taken out of its cluster',
    explanation:
      'A reset of a host first removes its etcd member and its Node. etcd does not serve, or was not bootstrapped, so nothing can remove them, and whether the others can do without this host cannot be proven. Nothing was changed.',
    remedy:
      'Bring etcd back first: `quorate topology check` says what it lacks. If the cluster is given up: `quorate reset HOST --cluster-id ID` with the id of the message.',
  },
  'reset/cluster-id-mismatch': {
    level: 'error',
    title: 'The host belongs to a cluster whose id was not given',
    explanation:
      'The host has files of another cluster than those given with --cluster-id. The message names its id; `unrecorded` means a cluster that was built before ids were recorded. It may be a running cluster.',
    remedy:
      'Leave {host} out of the command. If that cluster no longer exists: `quorate reset {host} --cluster-id ID` with the id of the message.',
  },
  'reset/may-vote': {
    level: 'error',
    title: 'The host may be a voting member of a running etcd',
    explanation:
      'The etcd marker of the host has a state other than removed, so another cluster may count its vote. A reset would destroy that member without its cluster knowing.',
    remedy:
      'Remove it with the configuration of its own cluster: `quorate remove HOST --config FILE`. If that cluster no longer exists, on {host}: `systemctl disable --now etcd.service`, `mv /var/lib/quorate/etcd-member /etc/etcd/member /root/`, then run the same command again.',
  },
  'reset/no-control-plane': {
    level: 'error',
    title: 'No control plane of the cluster on these hosts is in the configuration',
    explanation:
      'Hosts have files of a cluster, and none of them is a control plane or etcd host of the configuration. The cluster may be running elsewhere, and its hosts would be reset here.',
    remedy:
      'If that cluster is no longer needed: `quorate reset --all --cluster-id ID` with the ids that the message lists. Otherwise delete these hosts from the configuration.',
  },
  'reset/member-elsewhere': {
    level: 'error',
    title: 'etcd has a member whose host is not in the configuration',
    explanation:
      'A reset of all hosts of the configuration would leave that member without quorum. Its data and keys would stay on its disk.',
    remedy:
      'Add its host to the configuration, so that it is reset too. If the host is lost for good: `quorate remove --lost HOST`. A member that has no name is removed on an etcd member: `. /etc/etcd/etcdctl.env; etcdctl member list`, then `etcdctl member remove ID`.',
  },
});
