import {listed} from '../../format.js';
import {ETCD_FLOORS, type EtcdFloor} from '../../versions/skew.js';
import {compareVersions, minorOf} from '../../versions/version.js';
import {caution, refusal, type UpgradeRule} from './input.js';
import {type MemberVersion, memberVersions} from './member-versions.js';

/** What an old patch release left in the data shows once the next minor reads it: all members, before the first goes. */
export const etcdFloor: UpgradeRule = given => {
  const minor = minorOf(given.release.versions.etcd);
  const floor = ETCD_FLOORS.find(each => each.minor === minor);
  const members = memberVersions(given).filter(({version}) => version !== undefined);
  if (floor === undefined || members.length === 0) return [];
  const {least, better = least} = floor;
  const tooOld = members.filter(({version}) => compareVersions(version!, least) < 0);
  if (tooOld.length > 0) return [belowFloor(tooOld, floor)];
  const unchecked = members.filter(({version}) => compareVersions(version!, better) < 0);
  return unchecked.length > 0 ? [uncheckedStore(unchecked, floor)] : [];
};

const belowFloor = (members: readonly MemberVersion[], {minor, least, better, because}: EtcdFloor) =>
  refusal(
    'etcd-floor',
    `${named(members)}; before etcd ${minor} every member must run ${least} or later: ${because}`,
    `upgrade all members to ${better ?? least} first: set spec.etcd.version to "${better ?? least}" and run quorate upgrade`,
  );

const uncheckedStore = (members: readonly MemberVersion[], {minor, better}: EtcdFloor) =>
  caution(
    'etcd-unchecked',
    `${named(members)}; only etcd ${better} and later can tell whether what it keeps twice agrees, which etcd ${minor} relies on`,
    `safest: upgrade all members to ${better} first, and run \`etcdutl check v2store\` on each`,
  );

const named = (members: readonly MemberVersion[]): string =>
  listed(members.map(({host, version}) => `${host} runs etcd ${version}`));
