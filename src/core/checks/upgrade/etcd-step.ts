import {listed} from '../../format.js';
import {compareVersions, minorOf, minorsBetween} from '../../versions/version.js';
import {refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';
import {type MemberVersion, memberVersions} from './member-versions.js';

/** One minor at a time; back only while a member of the old minor holds the version of the cluster down. */
export const etcdStep: UpgradeRule = given => {
  const target = given.release.versions.etcd;
  if (!given.changes.some(({artifact}) => artifact === 'etcd')) return [];
  const members = memberVersions(given);
  const unread = members.filter(({version}) => version === undefined);
  if (unread.length > 0) return [unknownVersion(unread)];
  const far = members.filter(({version}) => Math.abs(minorsBetween(version!, target)) > 1);
  if (far.length > 0) return [skipped(far, target)];
  const newer = members.filter(({version}) => compareVersions(version!, target) > 0);
  return newer.length > 0 ? wayBack(newer, members, given) : [];
};

function wayBack(
  newer: readonly MemberVersion[],
  members: readonly MemberVersion[],
  {rollback, release}: UpgradeCheckInput,
) {
  const target = release.versions.etcd;
  if (!rollback) return [downgrade(newer, target)];
  const isOld = ({version}: MemberVersion) => minorOf(version!) === minorOf(target);
  return members.some(isOld) ? [] : [tooLate(newer, target)];
}

const unknownVersion = (members: readonly MemberVersion[]) =>
  refusal(
    'etcd-version-unknown',
    `which version of etcd runs on ${hosts(members)} is not known`,
    `on each of them: systemctl status etcd; then run the same command again`,
  );

const skipped = (members: readonly MemberVersion[], target: string) =>
  refusal(
    'etcd-skips-minor',
    `${hosts(members)}: from etcd ${members[0]!.version} to ${target} is more than one minor; rule: one minor at a time`,
    'set spec.etcd.version to the newest of the next minor, and upgrade to that first',
  );

const downgrade = (members: readonly MemberVersion[], target: string) =>
  refusal(
    'etcd-downgrade',
    `${hosts(members)}: etcd ${members[0]!.version} runs, ${target} is older`,
    'set spec.etcd.version to the version that runs; an upgrade that was begun is taken back with `quorate upgrade --abort`',
  );

const tooLate = (members: readonly MemberVersion[], target: string) =>
  refusal(
    'cluster-version-raised',
    `every member runs etcd ${minorOf(members[0]!.version!)}: with the last of them the version of the cluster was raised, and etcd ${target} does not start on its data any more`,
    `go on with \`quorate upgrade --continue\`; what leads back is etcd's own downgrade (etcdctl downgrade enable ${minorOf(target)}), or restoring the snapshot`,
  );

const hosts = (members: readonly MemberVersion[]): string => listed(members.map(({host}) => host));
