import {entries} from '../entry.js';

/** Refused and failed maintenance of etcd. */
export const ETCD_MAINTENANCE = entries({
  'etcd/maintenance-refused': {
    level: 'error',
    title: 'Maintenance of etcd is refused in this state',
    explanation:
      'A member serves nothing while it is defragmented. So every voter must be healthy, and with one or two members writes stop meanwhile. A member with a CORRUPT alarm has other data than the others: it is replaced, and its alarm is not cleared. Nothing was changed, or a member went down in the middle and the members that were done stay done.',
    remedy:
      '`quorate etcd members` shows which member is down and why. On its host: `systemctl start etcd.service`. To accept that writes stop: `quorate etcd defrag --accept-downtime`.',
  },
  'etcd/maintenance-failed': {
    level: 'error',
    title: 'A maintenance command of etcd failed',
    explanation:
      'A compaction, a defragmentation or the disarming of alarms was sent to the member of the host, and etcdctl ended with an error. The message has its last line. None of these loses data, and each can be repeated.',
    remedy: '`quorate etcd members` shows the members. Then run the same command again: it continues.',
  },
  'etcd/corrupt': {
    level: 'error',
    title: 'A member of etcd is corrupt',
    explanation:
      'etcd has raised a CORRUPT alarm: the data of a member differs from that of the others. etcd disarms all alarms at once, so none is disarmed while there is one of these.',
    remedy:
      '`quorate etcd alarm list` names the member. On its host: `systemctl stop etcd.service`; on another etcd member: `. /etc/etcd/etcdctl.env; etcdctl alarm disarm`; then: `quorate remove HOST`, and at the running versions `quorate join HOST`.',
  },
  'etcd/still-full': {
    level: 'error',
    title: 'etcd is full of current data',
    explanation:
      'Old revisions were discarded and the databases were defragmented, and a database still fills its quota. If the alarms were disarmed now, the next writes would raise them again.',
    remedy:
      'Delete objects that are not needed: deletions are accepted while the alarm is raised, except of objects with finalizers. Or raise quota-backend-bytes in spec.extraArgs.etcd, and `quorate apply`: it restarts the members also while the alarm is raised. Then `quorate etcd alarm disarm` again.',
  },
});
