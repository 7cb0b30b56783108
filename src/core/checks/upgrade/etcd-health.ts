import type {Finding} from '../../model/finding.js';
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
import {alarmRemedy, removal, removalOfFailed} from '../../quorum/refusals.js';
import {compareVersions} from '../../versions/version.js';
import {changesControlPlanes} from './api-servers-ready.js';
import {caution, refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';
import {isInterruptedHere} from './interrupted.js';
import {memberVersions} from './member-versions.js';

/** An upgrade restarts one member at a time: all others must be healthy voters, and no learner may be pending. */
export const etcdHealth: UpgradeRule = given => {
  const {etcd} = given.observed;
  if (!etcd.known) return [notKnown(etcd.why)];
  if (etcd.value.is !== 'formed') return [noCluster(etcd.value)];
  return formed(etcd.value, given);
};

function formed(etcd: EtcdMembership, given: UpgradeCheckInput) {
  const now = membershipView(etcd, {kind: 'restart', peerUrl: ''});
  return [
    ...now.alarms.map(text => alarm(text, given)),
    ...etcd.members.filter(({learner}) => learner).map(learner),
    ...(now.down.length === 0 || !changesControlPlanes(given)
      ? []
      : [isUnfinished(now, given) ? unfinished(now) : down(now, given)]),
  ];
}

/** A single member is down, and an interrupted run was changing it. */
const isUnfinished = ({down}: MembershipView, given: UpgradeCheckInput): boolean => {
  const host = given.desired.etcd.find(({peerUrl}) => peerUrl === down[0]?.peerUrl)?.host;
  return (
    down.length === 1 &&
    host !== undefined &&
    (isInterruptedHere(host, 'etcd', given) || isLeftBehind(down[0]!.peerUrl, given))
  );
};

/** All other members run the target, so this run only starts it at the version of the others. */
function isLeftBehind(peerUrl: string, given: UpgradeCheckInput): boolean {
  const target = given.release.versions.etcd;
  const members = memberVersions(given);
  const own = members.find(each => each.peerUrl === peerUrl)?.version;
  const others = members.filter(each => each.peerUrl !== peerUrl);
  return own !== undefined && compareVersions(own, target) < 0 && others.every(({version}) => version === target);
}

const unfinished = (now: MembershipView) =>
  caution(
    'upgrade/member-unfinished',
    `a previous run was interrupted while upgrading ${names(now.down)}: ${currentHealth(now)}`,
    `this run starts it before it changes another member; to see why it is down, on ${names(now.down)}: \`systemctl status etcd.service\``,
  );

function down(now: MembershipView, {desired, observed}: UpgradeCheckInput) {
  const {voters, healthy, down: missing} = now;
  const left = healthy.length - 1;
  const then = left < quorum(voters.length) ? 'writes stop' : 'no further failure is tolerated';
  return refusal(
    'quorum/member-down',
    `an upgrade restarts one member at a time, and ${names(missing)} is already down: ${currentHealth(now)}; with one more down ${worstCase(left, voters.length)}: ${then}`,
    desired.unmanagedEtcd === undefined
      ? [...unreachableOf(missing, observed), startOrRemove(missing)].join('; ')
      : 'ask the operator of that etcd to start all its members',
  );
}

const unreachableOf = (missing: readonly EtcdMember[], {hosts}: UpgradeCheckInput['observed']): readonly string[] =>
  missing.flatMap(({host}) =>
    host !== undefined && hosts.get(host)?.known === false ? [`make ${host} reachable`] : [],
  );

const startOrRemove = (missing: readonly EtcdMember[]): string =>
  `on ${names(missing)}: \`systemctl start etcd.service\`, \`journalctl -u etcd.service\`; or remove it: ${missing.map(removalOfFailed).join('; ')}. Then run the same command again`;

const alarm = (text: string, {desired}: UpgradeCheckInput) =>
  refusal(
    'quorum/etcd-alarm',
    `etcd has raised an alarm: ${text}`,
    desired.unmanagedEtcd === undefined ? alarmRemedy(text) : 'ask the operator of that etcd to clear the alarm',
  );

const learner = (member: EtcdMember) =>
  refusal(
    'quorum/learner',
    `${displayName(member)} is a learner, and no other member is changed before it is promoted or removed`,
    `remove it: ${removal(member)}; or promote it, with the running versions in the configuration: \`quorate apply\``,
  );

const notKnown = (why: string): Finding => ({
  code: 'etcd/unreadable',
  level: 'error',
  message: `the health of the etcd members is unknown: ${why}`,
  fix: '`quorate topology check` shows which hosts do not answer; when they do, run the same command again',
});

const noCluster = ({is}: EtcdState) =>
  refusal('upgrade/no-cluster', `there is no cluster to upgrade: etcd is ${is}`, 'build it: `quorate apply`');
