import type {EtcdMember} from '../model/observed.js';
import type {Refusal} from './decision.js';
import {displayName, type MembershipView, names} from './membership-view.js';
import {MOST_VOTERS, quorum} from './quorum.js';

/** With a NOSPACE or CORRUPT alarm etcd accepts no writes, and a member cannot be relied on: nothing is changed. */
export const alarmed = ({alarms}: MembershipView): Refusal | undefined =>
  alarms.length === 0
    ? undefined
    : {
        because: `etcd has raised ${alarms.length === 1 ? 'an alarm' : 'alarms'}: ${alarms.join(', ')}`,
        fix: `${alarms.map(alarmRemedy).join('. ')}. Then run the same command again`,
      };

/** @param alarm `NOSPACE <member id>` or `CORRUPT <member id>`. */
export function alarmRemedy(alarm: string): string {
  const [kind, id = ''] = alarm.split(' ');
  return kind === 'CORRUPT'
    ? `CORRUPT, on the host of member ${id}: \`systemctl stop etcd.service\`; on another etcd host: \`. /etc/etcd/etcdctl.env; etcdctl alarm disarm\`; then replace it: \`quorate remove HOST\` and, at the running versions, \`quorate join HOST\``
    : 'NOSPACE: `quorate etcd alarm disarm`, which compacts and defragments etcd first';
}

/** Without quorum etcd commits no change of members. */
export function lost({voters, healthy, down}: MembershipView): Refusal | undefined {
  const missing = quorum(voters.length) - healthy.length;
  if (missing <= 0) return undefined;
  const which = missing === down.length ? names(down) : `${missing} of ${names(down)}`;
  return {
    because: 'etcd has lost quorum; membership cannot be changed',
    fix: `${startOn(which)}, then run the same command again; restore a snapshot only if their data is lost for good`,
  };
}

/** etcd allows one learner at a time: one that was not promoted blocks all others. */
export function pendingLearner({others}: MembershipView): Refusal | undefined {
  const learner = others.find(member => member.learner);
  if (learner === undefined) return undefined;
  return {
    because: `${displayName(learner)} is still a learner`,
    fix: `remove it: ${removal(learner)}; or promote it, with the running versions in the configuration: \`quorate apply\`. Then run the same command again`,
  };
}

export function neverStarted({others}: MembershipView): Refusal | undefined {
  const unstarted = others.find(({name}) => name === '');
  if (unstarted === undefined) return undefined;
  return {
    because: `${unstarted.peerUrl} was added and never started`,
    fix: `${startOn('its host')}; or remove it: ${removal(unstarted)}. Then run the same command again`,
  };
}

/** A failed member is removed before a new one is added: while it is listed, the new one only raises the quorum. */
export function notAllHealthy({down, change}: MembershipView): Refusal | undefined {
  const [failed] = down;
  if (failed === undefined) return undefined;
  const replacement =
    change.kind === 'add' && change.name !== undefined && failed.name !== ''
      ? `or put ${change.name} in its place: \`quorate replace ${displayName(failed)} ${change.name}\`; `
      : '';
  return {
    because: `${names(down)} must be healthy before a member is added`,
    fix: `${startOn(names(down))}; ${replacement}or remove it first: ${removalOfFailed(failed)}. Then run the same command again`,
  };
}

export const tooMany = ({voters}: MembershipView): Refusal | undefined =>
  voters.length < MOST_VOTERS
    ? undefined
    : {
        because: `etcd supports at most ${MOST_VOTERS} voting members; more make every write slower`,
        fix: 'give this host a role without an etcd member, for example roles: [worker]; 3 or 5 voting members are enough',
      };

export const notAMember = ({change}: MembershipView): Refusal => ({
  because: `no etcd member has the peer URL ${change.peerUrl}`,
  fix: 'run the same command again: it reads the member list again',
});

/** To start members that are down. The member list does not say whether only etcd is down, or its host as well. */
export const startOn = (hosts: string): string =>
  `on ${hosts} (power it on first if it is off): \`systemctl start etcd.service\``;

/** The command in backticks. A member that has never started has no name, so only etcdctl removes it. */
export const removal = (member: EtcdMember): string =>
  member.name === ''
    ? `on another etcd host, \`. /etc/etcd/etcdctl.env; etcdctl member remove ${member.id}\``
    : `\`quorate remove ${displayName(member)}\``;

/** The same of a voter that is down: its host may still answer, and `--lost` is refused then. */
export const removalOfFailed = (member: EtcdMember): string =>
  member.name === ''
    ? removal(member)
    : `${removal(member)}, or if its machine is lost for good \`quorate remove --lost ${displayName(member)}\``;
