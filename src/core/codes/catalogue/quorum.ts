import {entries} from '../entry.js';

/** What keeps quorate from changing or restarting a member of etcd. */
export const QUORUM = entries({
  'quorum/findings': {
    level: 'error',
    title: 'The command would put quorum at risk',
    explanation:
      'At least one of the listed findings is about quorum of etcd. etcd needs more than half of its voters for every write. The message lists all findings; nothing was changed.',
    remedy:
      'Follow the remedies of the listed findings, then run the same command again. `quorate topology check` shows the members and what etcd tolerates.',
  },
  'quorum/at-risk': {
    level: 'error',
    title: 'A membership change or restart was refused',
    explanation:
      'quorate judges every change of etcd by its worst outcome: a new member fails, a restarted member stays down, and a member that is not proven healthy counts as down. Here quorum, or a tolerated failure, would be lost. The message gives the arithmetic and the members.',
    remedy:
      'Start the members that are down, on each: `systemctl start etcd.service`; then run the same command again. A member that is lost for good is removed first with `quorate remove --lost HOST`. If the message offers `--accept-downtime` or `--accept-reduced-tolerance`, that flag accepts the risk.',
  },
  'quorum/left-out': {
    level: 'warning',
    title: 'A change of etcd is left out while a host cannot be reached',
    explanation:
      'A new member joins, and a healthy member restarts, only while all other voters are healthy. A voter on a host that is left out of this run does not answer, and this run cannot start it. So the files of etcd stay as they are, its member is not restarted, and a host with a new member does not join. Everything else is done. The message has the arithmetic.',
    remedy:
      'Make the host with that voter reachable, then run the same command again. If its machine is lost for good: `quorate remove --lost HOST`. To restart a member nevertheless: `quorate apply --accept-downtime`.',
  },
  'quorum/unknown': {
    level: 'error',
    title: 'Quorum cannot be proven',
    explanation:
      'Right before a change of etcd its members were read again, and they did not answer, or etcd was not bootstrapped. Unknown counts as unhealthy, so the change was refused. Completed stages stay in place.',
    remedy:
      '`quorate topology check` shows which members do not answer. On each of them: `systemctl start etcd.service`, `journalctl -u etcd.service`. Then run the same command again.',
  },
  'quorum/outage': {
    level: 'warning',
    title: 'etcd accepts no writes while a member restarts',
    explanation:
      'You gave --accept-downtime, and etcd has no quorum without the member that restarts now. The API cannot write until the member is back. Running pods are not affected.',
    remedy:
      'Wait until the member is back. With three voters a restart causes no outage: `quorate join HOST` adds one.',
  },
  'etcd/snapshot-may-lack-writes': {
    level: 'warning',
    title: 'A snapshot may lack the last writes',
    explanation:
      'The snapshot was taken from a member that serves no linearizable reads, because etcd has lost quorum or the member is not healthy. It has what this member has. Writes that other members acknowledged right before may be missing.',
    remedy:
      '`quorate etcd members` shows which members answer, and the index of each. If another one is further, take it from there: `quorate etcd snapshot save --from HOST`.',
  },
  'etcd/quota-first': {
    level: 'warning',
    title: 'etcd is full, and only its members are restarted',
    explanation:
      'The NOSPACE alarm is raised, so nothing can be stored. spec.extraArgs.etcd names quota-backend-bytes, and members do not run with the configured flags yet. They are restarted one after another, with proof of quorum. Everything else is done when the alarm is disarmed.',
    remedy: '`quorate etcd alarm disarm`, then `quorate apply`',
  },
  'etcd/repair': {
    level: 'warning',
    title: 'etcd is repaired in place',
    explanation:
      'No member of etcd serves a read, a majority of the members has its data, and their records name one cluster. The run renews the certificates of etcd, writes its units and starts the members. It changes no data, no records and no membership, and plans the rest when etcd serves again.',
    remedy: 'Nothing: if etcd does not serve afterwards, `quorate topology check` shows which members do not answer.',
  },
  'quorum/write-outage': {
    level: 'error',
    title: 'The upgrade of etcd would stop writes',
    explanation:
      'etcd has one or two voters, so it has no quorum while one restarts. Writes stop once for each member. With --accept-downtime it is a warning.',
    remedy:
      'Accept the outage: `quorate upgrade --accept-downtime`. Or first grow to three voters at the versions that run: set them in the configuration, add the hosts to it, and run `quorate join HOST`.',
  },
  'quorum/member-down': {
    level: 'error',
    title: 'A voter is down before the upgrade',
    explanation:
      'An upgrade restarts one member at a time. With a voter already down, one more may cost quorum, so the upgrade does not start. Every voter that is not proven healthy counts as down.',
    remedy:
      'On each member that is down: `systemctl start etcd.service`, `journalctl -u etcd.service`. If it cannot be repaired: `quorate remove HOST`, or `quorate remove --lost HOST` if its machine is lost for good. Then run the same command again. For an unmanaged etcd ask its operator.',
  },
  'quorum/voter-missing': {
    level: 'warning',
    title: 'A voter did not come back after the restart of another',
    explanation:
      'The upgraded member serves, but another voter does not answer or lags behind. The upgraded member is not rolled back for it. Before the next member is restarted, quorum is proven again.',
    remedy:
      '`quorate topology check` shows the voter. On it: `systemctl start etcd.service`, `journalctl -u etcd.service`. Then run the same command again.',
  },
  'quorum/learner': {
    level: 'error',
    title: 'A learner is pending',
    explanation:
      'A member joined as a learner and was not promoted, usually because a run was interrupted. etcd allows one learner at a time, and quorate restarts no member for an upgrade while a learner is pending.',
    remedy:
      'Remove it with `quorate remove {host}` and join it again after the upgrade. Or promote it before: set the versions that run in the configuration, then `quorate apply`.',
  },
  'quorum/etcd-alarm': {
    level: 'error',
    title: 'etcd has raised an alarm',
    explanation:
      'NOSPACE: the database of a member has reached its quota, and etcd accepts no writes. CORRUPT: the data of a member differs from the others, and etcd accepts no writes either. quorate changes nothing until the alarm is disarmed, except that `quorate apply` restarts the members of a full etcd with a larger quota-backend-bytes of spec.extraArgs.etcd. etcd keeps the alarm until then, even if the member is removed.',
    remedy:
      'NOSPACE: `quorate etcd alarm disarm`. CORRUPT, on the host of that member: `systemctl stop etcd.service`; on another etcd member: `. /etc/etcd/etcdctl.env; etcdctl alarm disarm`; then `quorate remove HOST`, and `quorate join HOST` once the versions of the configuration are those that run.',
  },
  'quorum/too-many-voters': {
    level: 'error',
    title: 'etcd would have more than seven voters',
    explanation:
      'Every write waits for a majority, so each further voter makes writes slower. Five voters tolerate 2 failures and seven tolerate 3. quorate supports at most seven.',
    remedy:
      'Give the new hosts no role with an etcd member: in the stacked topology `roles: [worker]` instead of control-plane, in the external topology no role etcd.',
  },
});
