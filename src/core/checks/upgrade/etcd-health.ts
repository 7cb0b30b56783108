import type {EtcdMember, EtcdState} from '../../model/observed.js';
import {
  currentHealth,
  displayName,
  type EtcdMembership,
  type MembershipView,
  membershipView,
  names,
  worstCase,
} from '../../quorum/membership-view.js';
import {quorum} from '../../quorum/quorum.js';
import {removal, removalOfLost} from '../../quorum/refusals.js';
import {caution, refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';
import {isInterruptedHere} from './interrupted.js';

/** Each step takes one member away for a while: all others must be there, and nobody half way in or out. */
export const etcdHealth: UpgradeRule = given => {
  const {etcd} = given.observed;
  if (!etcd.known) return [notKnown(etcd.why)];
  if (etcd.value.is !== 'formed') return [noCluster(etcd.value)];
  return formed(etcd.value, given);
};

function formed(etcd: EtcdMembership, given: UpgradeCheckInput) {
  const now = membershipView(etcd, {kind: 'restart', peerUrl: ''});
  return [
    ...now.alarms.map(alarm),
    ...etcd.members.filter(({learner}) => learner).map(learner),
    ...(now.down.length === 0 ? [] : [isUnfinished(now, given) ? unfinished(now) : down(now, given)]),
  ];
}

/** One member alone, which a run that was cut had in hand. */
const isUnfinished = ({down}: MembershipView, given: UpgradeCheckInput): boolean => {
  const host = given.desired.etcd.find(({peerUrl}) => peerUrl === down[0]?.peerUrl)?.host;
  return down.length === 1 && host !== undefined && isInterruptedHere(host, 'etcd', given);
};

const unfinished = (now: MembershipView) =>
  caution(
    'member-unfinished',
    `the last run was cut while it upgraded ${names(now.down)}: ${currentHealth(now)}`,
    `it is brought up before any other member is touched; why it is down: systemctl status etcd on ${names(now.down)}`,
  );

function down(now: MembershipView, {desired}: UpgradeCheckInput) {
  const {voters, healthy, down: missing} = now;
  const left = healthy.length - 1;
  const then = left < quorum(voters.length) ? 'writes stop' : 'nothing more may fail';
  return refusal(
    'quorum/member-down',
    `an upgrade takes one member away at a time, and ${names(missing)} is down already: ${currentHealth(now)}; with one more away ${worstCase(left, voters.length)}: ${then}`,
    desired.store === undefined ? healing(missing) : 'ask those who run that etcd to bring all of its members back',
  );
}

const healing = (missing: readonly EtcdMember[]): string =>
  `on ${names(missing)}: systemctl status etcd; then quorate apply. What is lost for good: ${missing.map(removalOfLost).join(', ')}, then quorate join with a new host`;

const alarm = (text: string) =>
  refusal(
    'quorum/etcd-alarm',
    `etcd has raised an alarm: ${text}`,
    text.startsWith('CORRUPT')
      ? 'replace that member: quorate remove, then quorate apply'
      : 'compact and defragment etcd, then `etcdctl alarm disarm`',
  );

const learner = (member: EtcdMember) =>
  refusal(
    'quorum/learner',
    `${displayName(member)} is a learner: it has no vote yet, and no member may change beside it`,
    `finish it with \`quorate apply\`, or drop it with \`${removal(member)}\``,
  );

const notKnown = (why: string) =>
  refusal(
    'quorum/etcd-unknown',
    `whether all members of etcd are healthy is not known: ${why}`,
    'quorate topology check says which host does not answer; when it does, run the same command again',
  );

const noCluster = ({is}: EtcdState) =>
  refusal('no-cluster', `there is no cluster to upgrade: etcd is ${is}`, 'bring one up with `quorate init`');
