import {listed} from '../../format.js';
import {compareVersions, minorOf, minorsBetween} from '../../versions/version.js';
import {refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';
import {type MemberVersion, memberVersions} from './member-versions.js';

/** One minor at a time; back only while a member of the old minor keeps the cluster version at it. */
export const etcdStep: UpgradeRule = given => {
  const target = given.release.versions.etcd;
  if (!given.changes.some(({artifact}) => artifact === 'etcd')) return [];
  const members = memberVersions(given);
  const unread = members.filter(({version}) => version === undefined);
  // etcdHealth reports a member that does not answer on a host that cannot be read.
  if (unread.length > 0) return unread.every(each => isUnreachable(each, given)) ? [] : [unknownVersion(unread)];
  const far = members.filter(({version}) => Math.abs(minorsBetween(version!, target)) > 1);
  if (far.length > 0) return [skipped(far, given)];
  const newer = members.filter(({version}) => compareVersions(version!, target) > 0);
  return newer.length > 0 ? downgradeFindings(newer, members, given) : [];
};

function downgradeFindings(
  newer: readonly MemberVersion[],
  members: readonly MemberVersion[],
  {rollback, release}: UpgradeCheckInput,
) {
  const target = release.versions.etcd;
  if (!rollback) return [downgrade(newer, target)];
  // One that is down may have served the newer version before: then it does not start any more.
  const isOld = ({version, runs}: MemberVersion) => runs && minorOf(version!) === minorOf(target);
  return members.some(isOld) ? [] : [tooLate(newer, target)];
}

const isUnreachable = ({host, peerUrl}: MemberVersion, {observed: {hosts, etcd}}: UpgradeCheckInput): boolean =>
  hosts.get(host)?.known === false &&
  etcd.known &&
  etcd.value.is === 'formed' &&
  etcd.value.members.some(member => member.peerUrl === peerUrl && !member.healthy);

const unknownVersion = (members: readonly MemberVersion[]) =>
  refusal(
    'upgrade/etcd-version-unknown',
    `the etcd version on ${hosts(members)} is unknown`,
    `on each of them: \`systemctl status etcd.service\`; then run the same command again`,
  );

function skipped(members: readonly MemberVersion[], {release, rollback}: UpgradeCheckInput) {
  const target = release.versions.etcd;
  const runs = members[0]!.version!;
  const isOlder = compareVersions(target, runs) < 0;
  return refusal(
    'upgrade/etcd-skips-minor',
    `${hosts(members)}: from etcd ${runs} to ${target} is more than one minor; rule: one minor at a time`,
    rollback
      ? 'complete the upgrade: `quorate upgrade --continue`'
      : isOlder
        ? `set spec.etcd.version to "${runs}"`
        : 'upgrade to the newest version of the next minor first: `quorate upgrade --etcd VERSION`; if the bundle lacks it: `quorate bundle build --etcd VERSION`, and if the lock file does: `quorate bundle fetch --etcd VERSION`',
  );
}

const downgrade = (members: readonly MemberVersion[], target: string) =>
  refusal(
    'upgrade/etcd-downgrade',
    `${hosts(members)}: etcd ${members[0]!.version} runs, ${target} is older`,
    `set spec.etcd.version to "${members[0]!.version}"; to roll back an unfinished upgrade, keep its target in the configuration: \`quorate upgrade --abort\``,
  );

const tooLate = (members: readonly MemberVersion[], target: string) =>
  refusal(
    'upgrade/cluster-version-raised',
    `all members that serve run etcd ${minorOf(members[0]!.version!)}: the cluster version may be ${minorOf(members[0]!.version!)}, and etcd ${target} can then no longer read the data`,
    'complete the upgrade: `quorate upgrade --continue`',
  );

const hosts = (members: readonly MemberVersion[]): string => listed(members.map(({host}) => host));
