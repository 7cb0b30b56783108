import {entries} from '../entry.js';

export const ETCD = entries({
  'etcd/quorum-lost': {
    level: 'error',
    title: 'etcd has lost quorum',
    explanation:
      'etcd needs a majority of healthy voters. Without it, writes are blocked and no API server is ready. Running containers keep running; nothing is scheduled, rescheduled or changed. Start the members that are down: etcd continues when a majority serves. If the data of too many members is gone for good, `quorate etcd recover` makes a new cluster from one that is left. Never bootstrap a new cluster next to existing data.',
    remedy:
      'on {down}: `systemctl start etcd.service`; `journalctl -u etcd.service` says why a member does not stay up',
  },
  'etcd/unreadable': {
    level: 'error',
    title: 'etcd state is unknown',
    explanation:
      'No member could be asked, or their answers contradict each other, so it is unknown whether etcd has quorum. Change nothing before it is known. The evidence has the answer of each host.',
    remedy:
      'on each etcd host: `systemctl status etcd.service`; `journalctl -u etcd.service`. For an unmanaged etcd, contact its operators',
  },
  'etcd/not-bootstrapped': {
    level: 'error',
    title: 'etcd was never bootstrapped',
    explanation:
      'No host shows that a leader was ever elected: the cluster was not built yet, or building it was interrupted. The next run continues where it stopped.',
    remedy: 'quorate apply',
  },
  'etcd/member-down': {
    level: 'error',
    title: 'etcd member does not serve',
    explanation:
      'A voter that does not serve a linearizable read counts as failed: the cluster tolerates one failure less than it was built for. In the stacked topology the API server on the same host is not ready either. The last log lines of the unit are part of the evidence.',
    remedy: 'on {host}: `systemctl start etcd.service`; `journalctl -u etcd.service` says why it does not stay up',
  },
  'etcd/learner-not-promoted': {
    level: 'warning',
    title: 'Learner was never promoted',
    explanation:
      'A member that joins as a learner copies the data and has no vote. It stays a learner when the run was interrupted, or when it cannot catch up. etcd accepts no second learner.',
    remedy: 'quorate apply',
  },
  'etcd/foreign-cluster': {
    level: 'error',
    title: 'Member belongs to another etcd cluster',
    explanation:
      'The host runs etcd with the data of a cluster that this configuration does not describe: its id differs, and its members are not in the configuration. It is not a member of this cluster, although its unit runs. Often a disk or an image was taken from another cluster.',
    remedy:
      'on {host}: `systemctl stop etcd.service`, and keep a copy of /var/lib/etcd; then: `quorate remove {host}`, `quorate join {host}`',
  },
  'etcd/two-clusters': {
    level: 'error',
    title: 'Two etcd clusters were bootstrapped from one configuration',
    explanation:
      'Members of the configuration have different cluster ids: each part bootstrapped a cluster of its own and accepts writes. API servers that use different parts show different objects. Decide which part has the data to keep before anything is changed.',
    remedy:
      'on {part}: `systemctl stop etcd.service`; compare the data of both parts and keep a copy of /var/lib/etcd of each; then, for each host of the part that is discarded: `quorate remove HOST`, `quorate join HOST`',
  },
  'etcd/member-undeclared': {
    level: 'error',
    title: 'Unexpected etcd member (not in the configuration)',
    explanation:
      'The member list has an entry whose peer URL is not in the configuration. It counts for quorum and receives all data. It may be the member of a host that was deleted from the configuration.',
    remedy:
      'add its host to the configuration; or, if the member is not wanted, on another etcd member: `. /etc/etcd/etcdctl.env; etcdctl member remove {id}`',
  },
  'etcd/member-missing': {
    level: 'error',
    title: 'Member of the configuration is not in the member list',
    explanation:
      'The configuration has an etcd member on this host, but etcd lists none there: it was removed manually, or was never added. The cluster tolerates fewer failures than configured.',
    remedy: 'quorate apply',
  },
  'etcd/member-lists-differ': {
    level: 'error',
    title: 'Members have different member lists',
    explanation:
      'All members of a cluster have the same member list. A member with another list has not applied a change, because it is unreachable by its peers or its data is old. It may count votes wrongly.',
    remedy:
      'on {host}: `journalctl -u etcd.service`; if its list stays different: `quorate remove {host} --accept-reduced-tolerance`, `quorate join {host}`',
  },
  'etcd/leader-disagreed': {
    level: 'error',
    title: 'Members disagree about the leader',
    explanation:
      'Members name different leaders, or some of them know none. During an election this lasts a moment. If it lasts longer, members do not reach each other or their disks are too slow for heartbeats.',
    remedy: 'check again: `quorate topology check`; if it persists, on {host}: `journalctl -u etcd.service`',
  },
  'etcd/terms-differ': {
    level: 'warning',
    title: 'Members are in different terms',
    explanation:
      'Each election starts a new term, and all members are in the same one. A member in another term takes part in elections that the other members do not see.',
    remedy: 'check again: `quorate topology check`; if it persists, on {host}: `journalctl -u etcd.service`',
  },
  'etcd/member-behind': {
    level: 'warning',
    title: 'Member is far behind the leader',
    explanation:
      'The member has applied so many entries less than were committed that etcd refuses requests. Its disk or CPU is too slow, or it was down. It cannot take over at once.',
    remedy:
      'on {host}: check the load of disk and CPU; `. /etc/etcd/etcdctl.env; etcdctl endpoint status -w table` shows whether it catches up',
  },
  'etcd/nospace': {
    level: 'error',
    title: 'etcd is out of space and accepts no writes',
    explanation:
      'The database reached its quota and the NOSPACE alarm is active: reads and deletes work, writes do not. After a compaction and a defragmentation the alarm has to be disarmed: one command does all three. Current data may fill the quota as well; then objects have to be deleted first, which etcd accepts.',
    remedy: '`quorate etcd alarm disarm`',
  },
  'etcd/member-corrupt': {
    level: 'error',
    title: 'Member data is corrupt (hash mismatch)',
    explanation:
      'At one revision the hash of its keys differs from that of the other members, or etcd raised the CORRUPT alarm. What it serves may be wrong. The member has to copy the data of the others, never the other way round. While the alarm is active, etcd accepts no writes.',
    remedy:
      'on {host}: `systemctl stop etcd.service`; on another etcd member: `. /etc/etcd/etcdctl.env; etcdctl alarm disarm`; then: `quorate remove {host}`, `quorate join {host}`',
  },
  'etcd/database-large': {
    level: 'warning',
    title: 'Database size is close to its quota',
    explanation:
      'At the quota etcd accepts no writes. Defragmentation frees what was deleted. If most of the database is in use, find out what fills it, or raise --quota-backend-bytes (8 GiB at most are recommended).',
    remedy: '`quorate etcd defrag`; `quorate etcd members` shows how much of each database is in use',
  },
  'etcd/snapshots-overdue': {
    level: 'warning',
    title: 'Scheduled snapshots of etcd are overdue',
    explanation:
      'spec.etcd.snapshots promises a snapshot in each period, taken by the member that leads, and the newest on all members together is older than two periods. The disk may be full (three times the size of the database are needed), the timer may be stopped, or no member leads.',
    remedy:
      'on each etcd host: `systemctl list-timers quorate-etcd-snapshot.timer`; `journalctl -u quorate-etcd-snapshot.service` says why none was taken. Take one now: `quorate etcd snapshot save`',
  },
  'etcd/snapshots-openssl': {
    level: 'warning',
    title: 'A member cannot encrypt its scheduled snapshots',
    explanation:
      'With spec.etcd.snapshots.recipient the member that leads encrypts each snapshot with openssl, and its host has no such command. Without it no snapshot is taken there. quorate does not install it, because spec.packages is `require` or the host has no package manager that quorate uses.',
    remedy: 'install the package openssl on {host}; or set `spec.packages: install`, then `quorate apply`',
  },
  'etcd/disk-slow': {
    level: 'warning',
    title: 'Disk of a member is slow',
    explanation:
      'Every write waits for the disks of a majority. The 99th percentile of WAL fsync should be below 10 ms, and that of a backend commit below 25 ms. Slower disks cause lost heartbeats and needless elections. It is reported when one of them is above its limit and its current mean is above 200 ms, a fifth of the election timeout.',
    remedy: 'on {host}: give /var/lib/etcd a disk of its own (SSD); `iostat -x 1` shows what else writes',
  },
  'etcd/versions-differ': {
    level: 'warning',
    title: 'Members run different versions',
    explanation:
      'While members differ, the cluster has only the features of the oldest version. That is normal during an upgrade and at no other time.',
    remedy: '`quorate upgrade --continue`, or roll back: `quorate upgrade --abort`',
  },
  'etcd/removal-unfinished': {
    level: 'warning',
    title: 'Removal of a member was interrupted',
    explanation:
      'The marker next to the data says that the member is leaving, but it is still in the member list: the run ended before the list was changed. The member is still a voter, and everything on the host is still there. Complete the removal, or keep the host.',
    remedy: '`quorate remove {host}` completes the removal; `quorate apply` keeps the host',
  },
  'etcd/membership-not-recorded': {
    level: 'warning',
    title: 'Member is not protected against re-bootstrap',
    explanation:
      'The marker next to the data, or `/etc/etcd/bootstrap.env`, does not say that this member belongs to an existing cluster. If its data were lost, its start would not be refused.',
    remedy: 'quorate apply',
  },
});
