import {entries} from '../entry.js';

/** Refusals and failures of the commands that change a cluster. */
export const VERBS = entries({
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
      'To complete the cluster: `quorate apply`. To give it up and delete what is on its hosts: `quorate reset --all`.',
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
  'remove/not-lost': {
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
    title: 'It is not known which cluster a host belongs to',
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
      'Single hosts are reset only to delete remains of another cluster. A host of this cluster is removed with a proof of quorum, so that etcd and the API know it.',
    remedy:
      '`quorate remove {host}`. If the cluster itself no longer exists: `quorate reset --all`, with `--cluster-id ID` if the message names an id.',
  },
  'reset/other-id': {
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
      'Hosts have files of a cluster, and none of them is a control plane or etcd host of the configuration. The cluster may be running elsewhere, and its hosts would be deleted here.',
    remedy:
      'If that cluster is given up: `quorate reset --all --cluster-id ID` with the ids that the message lists. Otherwise delete these hosts from the configuration.',
  },
  'reset/member-elsewhere': {
    level: 'error',
    title: 'etcd has a member whose host is not in the configuration',
    explanation:
      'A reset of all hosts of the configuration would leave that member without quorum. Its data and keys would stay on its disk.',
    remedy:
      'Add its host to the configuration, so that it is reset too. If the host is lost for good: `quorate remove --lost HOST`. A member that has no name is removed on an etcd member: `. /etc/etcd/etcdctl.env; etcdctl member list`, then `etcdctl member remove ID`.',
  },
  'run/verification-failed': {
    level: 'error',
    title: 'A change did not take effect',
    explanation:
      'Each action is checked, applied and checked again. After it was applied, the check still finds it undone. Something on the host reverts the change, or the host does not report it.',
    remedy:
      'Run the same command again. If it fails in the same way, the log that the failure names has every command and its output.',
  },
  'run/not-converged': {
    level: 'error',
    title: 'The cluster still differs after the run',
    explanation:
      'All actions were executed and verified, and the plan that was made afterwards is not empty. The message names what is left. Another change during the run, or a host that lost a change, is the usual cause.',
    remedy: 'Run the same command again. `quorate plan` shows what is left and changes nothing.',
  },
  'timeout/command': {
    level: 'error',
    title: 'A command on a host did not end in time',
    explanation:
      'The host accepted the connection, and the command took longer than its limit. A slow disk, high load or a blocked mount is the usual cause. The command may still complete on the host.',
    remedy: 'Check load and disks of the host: `uptime`, `df -h`, `dmesg`. Then run the same command again.',
  },
  'timeout/condition': {
    level: 'error',
    title: 'A condition was not met in time',
    explanation:
      'After a change quorate waits for its effect, for example a leader, a ready API server or a Ready node. The message names the condition and what was seen last.',
    remedy:
      'Follow the log that the message names, for example `journalctl -u etcd.service`. Run the same command again to continue waiting. `quorate topology check` shows what is wrong.',
  },
  'timeout/containerd': {
    level: 'error',
    title: 'containerd does not answer',
    explanation: 'Images are imported through the socket of containerd. It did not answer within its time limit.',
    remedy:
      'On {host}: `systemctl status containerd.service`, `journalctl -u containerd.service`. Then run the same command again.',
  },
  'timeout/lock': {
    level: 'error',
    title: 'A host did not answer a lock request',
    explanation:
      'A run that changes the cluster takes a lock on its control planes and etcd hosts. This host neither granted nor refused it in time, usually because of high load. A run can do without it while it has a majority.',
    remedy: 'Check the load of {host}, then run the same command again. `quorate lock status` shows who has the lock.',
  },
  'service/crash-loop': {
    level: 'error',
    title: 'A service keeps restarting',
    explanation:
      'The unit was started and has ended more than three times since. The message has the last line of its log. A flag that it does not know, a missing file and a port in use are common causes.',
    remedy:
      'On {host}: `journalctl -u UNIT` with the unit of the message. Correct the cause, then run the same command again.',
  },
});
