import {entries} from '../entry.js';

export const ETCD = entries({
  'etcd/quorum-lost': {
    level: 'error',
    title: 'Fewer voters serve than must agree',
    explanation:
      'etcd decides by majority: with fewer healthy voters than that, nothing is written and no API server is ready. What runs goes on running; nothing is scheduled, healed or changed. Start the members that are down: as soon as a majority serves, etcd goes on by itself. Never found a new cluster beside the old data.',
    remedy:
      'start etcd on {down}: systemctl start etcd.service, then journalctl -u etcd.service says why one does not stay up',
  },
  'etcd/unreadable': {
    level: 'error',
    title: 'What etcd is cannot be said',
    explanation:
      'No member could be asked, or their answers do not go together, so it is not known whether the cluster is quorate. Nothing is to be changed before it is known. The evidence names what each host answered.',
    remedy: 'on each etcd host: systemctl status etcd.service; journalctl -u etcd.service',
  },
  'etcd/not-formed': {
    level: 'error',
    title: 'The etcd cluster was never formed',
    explanation:
      'No host shows that a leader was ever elected: the cluster was not built yet, or its building was cut off. Building goes on where it stopped.',
    remedy: 'quorate apply',
  },
  'etcd/member-down': {
    level: 'error',
    title: 'A member of etcd does not serve',
    explanation:
      'A voter that does not answer a linearizable read counts as lost: the cluster survives one loss fewer than it was built for. In a stacked cluster the API server beside it is not ready either. The log lines of its unit are among the evidence.',
    remedy: 'on {host}: systemctl start etcd.service; journalctl -u etcd.service says why it does not stay up',
  },
  'etcd/learner-not-promoted': {
    level: 'warning',
    title: 'A learner was not made a voter',
    explanation:
      'A member that joined as a learner copies the data and has no vote. One that stays so was left by a run that was cut off, or cannot keep up. While there is a learner etcd takes no further one.',
    remedy: 'quorate apply',
  },
  'etcd/foreign-cluster': {
    level: 'error',
    title: 'A member belongs to another cluster',
    explanation:
      'The host runs etcd with the data of a cluster that this configuration does not describe: its id differs, and its members are not declared here. It has no part in this cluster, whatever its unit says. Often a disk or an image was taken from another cluster.',
    remedy:
      'on {host}: systemctl stop etcd.service, keep a copy of /var/lib/etcd, then quorate reset and quorate apply for this host',
  },
  'etcd/two-clusters': {
    level: 'error',
    title: 'Two etcd clusters were formed from one configuration',
    explanation:
      'Members that are declared together have different cluster ids: each part formed its own cluster and takes its own writes. API servers that use different parts show different truths. Decide which holds the data that counts before anything is changed.',
    remedy:
      'stop etcd on {host} ({part}), compare what the two hold, then reset the part that is given up: quorate reset',
  },
  'etcd/member-undeclared': {
    level: 'error',
    title: 'etcd has a member that nobody declared',
    explanation:
      'The member list has an entry whose peer URL is not in the configuration. It counts for the majority, whoever runs it, and it receives all data. It may be left of a host that was taken out of the configuration.',
    remedy: 'if it is not wanted: etcdctl member remove {id}; else add its host to the configuration',
  },
  'etcd/member-missing': {
    level: 'error',
    title: 'A declared member is not in the member list',
    explanation:
      'The configuration places a member on this host, and etcd knows of none there: it was removed by hand, or has never been added. The cluster survives fewer losses than the configuration promises.',
    remedy: 'quorate apply',
  },
  'etcd/member-lists-differ': {
    level: 'error',
    title: 'Members do not list the same members',
    explanation:
      'All members of one cluster should have the same list. One that lists others has not taken in a change, because it is cut off or its data are old. It may count votes wrongly.',
    remedy:
      'on {host}: journalctl -u etcd.service; if its list stays different, remove the member and let quorate apply add it again',
  },
  'etcd/leader-disagreed': {
    level: 'error',
    title: 'Members do not agree on a leader',
    explanation:
      'Members name different leaders, or some know of none. For a moment that is an election; if it stays, members cannot reach each other or their disks are too slow for heartbeats.',
    remedy: 'look again in some seconds; if it stays: journalctl -u etcd.service on {host}',
  },
  'etcd/terms-differ': {
    level: 'warning',
    title: 'Members are in different terms',
    explanation:
      'Each election begins a new term, and all members should be in the same. A member in another term takes part in elections that the others do not see.',
    remedy: 'look again in some seconds; if it stays: journalctl -u etcd.service on {host}',
  },
  'etcd/member-behind': {
    level: 'warning',
    title: 'A member is far behind',
    explanation:
      'The member has applied fewer entries than were agreed, by as many as make etcd refuse requests. Its disk or processor is too slow, or it was away. A member that is behind cannot take over at once.',
    remedy:
      'on {host}: look at disk and processor load; etcdctl endpoint status --cluster -w table shows whether it catches up',
  },
  'etcd/nospace': {
    level: 'error',
    title: 'etcd is out of space and takes no writes',
    explanation:
      'The database reached its quota and the NOSPACE alarm is on: reads and deletions go, writes do not. After compaction and defragmentation the alarm must be taken back by hand.',
    remedy: 'on a member: etcdctl compact <revision>, etcdctl defrag --cluster, etcdctl alarm disarm',
  },
  'etcd/member-corrupt': {
    level: 'error',
    title: 'A member holds other data than the rest',
    explanation:
      'At one revision the hash of its keys differs from that of the others, or etcd itself raised the CORRUPT alarm. What it serves may be wrong. It has to get its data anew from the others, never the other way.',
    remedy: 'etcdctl member remove {id}, empty /var/lib/etcd on {host}, then quorate apply',
  },
  'etcd/database-large': {
    level: 'warning',
    title: 'The database comes near to its quota',
    explanation:
      'Once the quota is reached etcd takes no writes. Defragmentation gives back what was deleted; if most of it is in use, find out what fills it, or raise --quota-backend-bytes (at most 8 GiB is advised).',
    remedy: 'on {host}: etcdctl defrag; then etcdctl endpoint status -w table',
  },
  'etcd/disk-slow': {
    level: 'warning',
    title: 'The disk of a member is slow',
    explanation:
      'Every write waits for the disks of a majority. The 99th percentile of syncing the log should stay below 10 ms, and that of a commit below 25 ms; slower disks lead to lost heartbeats and elections for nothing. It is said when one of them is above that and its mean of this moment above 200 ms, a fifth of the election timeout.',
    remedy: 'on {host}: give /var/lib/etcd a disk of its own (SSD); find who else writes: iostat -x 1',
  },
  'etcd/versions-differ': {
    level: 'warning',
    title: 'Members run different versions',
    explanation:
      'While members differ, the cluster keeps to what the oldest can do. That belongs to an upgrade that goes on, and to nothing else.',
    remedy: 'quorate apply',
  },
  'etcd/removal-unfinished': {
    level: 'warning',
    title: 'The removal of a member was cut off',
    explanation:
      'The marker beside the data says that the member is leaving, and it is still in the member list: a removal ended before the list was changed. The member goes on voting, and everything of the host is still there. Finish the removal, or let the host stay.',
    remedy: 'quorate remove {host}; or quorate apply, if it is to stay',
  },
  'etcd/membership-not-recorded': {
    level: 'warning',
    title: 'A member could still found a new cluster',
    explanation:
      'The marker beside the data, or the start file, does not say that this member belongs to the formed cluster. A start without its data would not be refused.',
    remedy: 'quorate apply',
  },
});
