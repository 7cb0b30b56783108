import {entries} from '../entry.js';

/** Refused and failed changes of etcd's members, markers and snapshots. */
export const ETCD_FAILURES = entries({
  'etcd/membership-unknown': {
    level: 'error',
    title: 'The members of etcd are unknown',
    explanation:
      'A step needs the current member list, and no consistent answer was received: members are unreachable, their answers differ, or the cluster is not bootstrapped yet. Nothing is removed or changed while the member list is unknown.',
    remedy:
      'On each etcd host: `systemctl status etcd.service` and `journalctl -u etcd.service`. Start the members that are down, then run the same command again.',
  },
  'etcd/garbled-marker': {
    level: 'error',
    title: 'The etcd member marker cannot be understood',
    explanation:
      '`/var/lib/quorate/etcd-member` records the member whose data is on this host, as `state=`, `clusterId=` and `memberId=`. Its `state` is missing or unknown. A damaged marker does not count as absent, because a member with data may exist: etcd does not start on this host. Usual causes are a damaged disk and an edit by hand.',
    remedy:
      'On {host}, read the marker and its copy `/etc/etcd/member`. If the copy has `state=member`: `cp -p /etc/etcd/member /var/lib/quorate/etcd-member`, then `quorate apply`. Otherwise replace the member: reinstall {host}, then `quorate replace {host} {host}`.',
  },
  'etcd/another-member': {
    level: 'error',
    title: 'The marker of a host names another current member',
    explanation:
      'The ID of a new learner was to be recorded on this host, and the marker there has the ID of another member that is in the member list. The data on the host belongs to that member, and is not overwritten. A disk or a backup of another host may be mounted here.',
    remedy:
      '`quorate topology check` lists the members and their hosts. Mount the disk that belongs to {host}, or remove the other member if its host is lost: `quorate remove --lost HOST`.',
  },
  'etcd/no-successor': {
    level: 'error',
    title: 'Leadership of etcd cannot be transferred',
    explanation:
      'The member that is to be stopped is the leader, and no other voting member is healthy. Without a transfer the cluster would have no leader until an election, which needs a majority.',
    remedy:
      'Start the members that are down: on each of them `systemctl start etcd.service`, and `journalctl -u etcd.service` for the reason. Then run the same command again.',
  },
  'etcd/no-voter': {
    level: 'error',
    title: 'No voting member can make a membership change',
    explanation:
      'A membership change is sent to a voting member that serves linearizable reads and is not the one that is removed. No member of the configuration does: etcd has lost quorum, or the hosts cannot be reached.',
    remedy:
      '`quorate topology check` shows which members serve. Start etcd on the others, then run the same command again.',
  },
  'etcd/not-a-member': {
    level: 'error',
    title: 'A host is not in the member list of etcd',
    explanation:
      'A step needs the member of this host: to record it in its marker, to promote it, or to transfer leadership to it. The member list has no entry with its peer URL, or could not be read. The member was removed by hand, or etcd did not answer at this moment.',
    remedy:
      'Run the same command again once etcd answers: a missing member is added again. On an etcd host: `. /etc/etcd/etcdctl.env; etcdctl member list`.',
  },
  'etcd/change-not-accepted': {
    level: 'error',
    title: 'etcd does not accept a membership change yet',
    explanation:
      'etcd refuses a change while a voting member was connected less than five seconds ago, while a learner is not in sync with the leader, and during an election. quorate repeats the request for 30 seconds; then the run fails with `timeout/condition`.',
    remedy:
      'On each etcd host, `journalctl -u etcd.service` shows lost connections and slow disks. Run the same command again once all members are healthy: `quorate topology check`.',
  },
  'etcd/change-refused': {
    level: 'error',
    title: 'etcd refused a membership change',
    explanation:
      'A request to add, promote or remove a member, or to transfer leadership, was answered with an error that is not temporary. The message has the last line of etcdctl. The change may also have been made by an earlier request whose answer was lost.',
    remedy:
      'Run the same command again: it reads the member list first. If it is refused again, `quorate topology check`.',
  },
  'etcd/unusable-member': {
    level: 'error',
    title: 'A member of etcd has a name or a URL that cannot be written to a file',
    explanation:
      'A host that joins etcd gets the names and peer URLs of all members in ETCD_INITIAL_CLUSTER. Any member can choose its own, and one with a comma, a quote or a line break would set other variables of etcd on that host. Nothing was written. quorate gives members the names of hosts, so another program or an intruder has changed it.',
    remedy: 'Find the member and where it runs: `quorate etcd members`. Remove it if it is not one of yours.',
  },
  'etcd/still-a-member': {
    level: 'error',
    title: 'A host is not reset while it has an etcd member',
    explanation:
      'The member list was read right before the files of the host would be removed, and a member of this host is still in it. To delete its data would cost the cluster a vote.',
    remedy: '`quorate remove {host}`: it removes the member first.',
  },
  'etcd/unmanaged': {
    level: 'error',
    title: 'The unmanaged etcd is not changed by quorate',
    explanation:
      'The cluster uses the etcd in `spec.etcd.endpoints`, which quorate does not manage. No members are added to it or removed from it, and no snapshots of it are taken.',
    remedy: 'Ask the operator of that etcd to make the change, or to take a snapshot before you change the cluster.',
  },
  'etcd/client-files': {
    level: 'error',
    title: 'The client files for the unmanaged etcd are not usable',
    explanation:
      'The API servers are clients of the etcd in `spec.etcd.endpoints`, with the files in `spec.etcd.caFile`, `certFile` and `keyFile` on your machine. The file in the message does not exist, cannot be read, is not what it should be, is expired or not valid yet, does not match the key, or the key may be read by others.',
    remedy:
      'Correct the file that the message names. `openssl x509 -noout -subject -dates -in FILE` shows a certificate; `chmod 600 FILE` restricts a key. The operator of that etcd issues new files.',
  },
  'etcd/snapshot-failed': {
    level: 'error',
    title: 'No snapshot of etcd could be taken',
    explanation:
      'An upgrade that changes more than workers takes a snapshot through the leader, checks it with etcdutl, and keeps it in `~/.local/state/quorate/snapshots` on your machine (below `XDG_STATE_HOME` if set). One of these failed: the cluster has no known leader, etcdctl or etcdutl failed, the download differs, or the directory cannot be written. No version is changed without the snapshot.',
    remedy:
      'Fix the reason in the message: `quorate topology check` for the leader, `df -h /var/lib/quorate` on its host and `df -h ~/.local/state` here for space. Then run the same command again.',
  },
});
