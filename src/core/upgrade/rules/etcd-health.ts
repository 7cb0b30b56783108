import type {EtcdMember, EtcdState} from '../../cluster/observed.js';
import {removal, removalOfLost} from '../../topology/objections.js';
import {quorum} from '../../topology/quorum.js';
import {asItIs, atWorst, called, type EtcdMembership, names, type Standing, standing} from '../../topology/standing.js';
import {isBegun} from '../begun.js';
import {caution, refusal, type UpgradeCase, type UpgradeRule} from '../case.js';

/** Each step takes one member away for a while: all others must be there, and nobody half way in or out. */
export const etcdHealth: UpgradeRule = given => {
  const {etcd} = given.observed;
  if (!etcd.known) return [notKnown(etcd.why)];
  if (etcd.value.is !== 'formed') return [noCluster(etcd.value)];
  return formed(etcd.value, given);
};

function formed(etcd: EtcdMembership, given: UpgradeCase) {
  const now = standing(etcd, {kind: 'restart', peerUrl: ''});
  return [
    ...now.alarms.map(alarm),
    ...etcd.members.filter(({learner}) => learner).map(learner),
    ...(now.down.length === 0 ? [] : [isUnfinished(now, given) ? unfinished(now) : down(now, given)]),
  ];
}

/** One member alone, which a run that was cut had in hand. */
const isUnfinished = ({down}: Standing, given: UpgradeCase): boolean => {
  const host = given.desired.etcd.find(({peerUrl}) => peerUrl === down[0]?.peerUrl)?.host;
  return down.length === 1 && host !== undefined && isBegun(host, 'etcd', given);
};

const unfinished = (now: Standing) =>
  caution(
    'member-unfinished',
    `the last run was cut while it upgraded ${names(now.down)}: ${asItIs(now)}`,
    `it is brought up before any other member is touched; why it is down: systemctl status etcd on ${names(now.down)}`,
  );

function down(now: Standing, {desired}: UpgradeCase) {
  const {voters, healthy, down: missing} = now;
  const left = healthy.length - 1;
  const then = left < quorum(voters.length) ? 'writes stop' : 'nothing more may fail';
  return refusal(
    'quorum/member-down',
    `an upgrade takes one member away at a time, and ${names(missing)} is down already: ${asItIs(now)}; with one more away ${atWorst(left, voters.length)}: ${then}`,
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
    `${called(member)} is a learner: it has no vote yet, and no member may change beside it`,
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
