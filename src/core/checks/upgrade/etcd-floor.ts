import {listed} from '../../format.js';
import {ETCD_FLOORS, type EtcdFloor} from '../../versions/skew.js';
import {compareVersions, minorOf} from '../../versions/version.js';
import {caution, refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';
import {type MemberVersion, memberVersions, runningKubernetes} from './member-versions.js';

/** Faults that an old patch release left in the data show in the next minor: all members must be recent enough before the first one is upgraded. */
export const etcdFloor: UpgradeRule = given => {
  const minor = minorOf(given.release.versions.etcd);
  const floor = ETCD_FLOORS.find(each => each.minor === minor);
  const members = memberVersions(given).filter(({version}) => version !== undefined);
  if (floor === undefined || members.length === 0) return [];
  const {least, better = least} = floor;
  const tooOld = members.filter(({version}) => compareVersions(version!, least) < 0);
  if (tooOld.length > 0) return [belowFloor(tooOld, floor, given)];
  const unchecked = members.filter(({version}) => compareVersions(version!, better) < 0);
  return unchecked.length > 0 ? [uncheckedData(unchecked, floor, given)] : [];
};

const belowFloor = (
  members: readonly MemberVersion[],
  {minor, least, better, because}: EtcdFloor,
  given: UpgradeCheckInput,
) =>
  refusal(
    'upgrade/etcd-floor',
    `${versionList(members)}; before etcd ${minor} every member must run ${least} or later: ${because}`,
    upgradeFirst(better ?? least, given),
  );

const uncheckedData = (
  members: readonly MemberVersion[],
  {minor, least, better = least}: EtcdFloor,
  given: UpgradeCheckInput,
) =>
  caution(
    'upgrade/etcd-unchecked',
    `${versionList(members)}; only etcd ${better} and later can verify that v2store and v3store agree, which etcd ${minor} requires`,
    `safest: ${upgradeFirst(better, given)}; then on one stopped member after another: \`etcdutl check v2store --data-dir /var/lib/etcd\``,
  );

/** Kubernetes keeps its version: the pair of etcd and the Kubernetes in the configuration may be unsupported. */
function upgradeFirst(etcd: string, given: UpgradeCheckInput): string {
  const kubernetes = runningKubernetes(given);
  return `upgrade all members to ${etcd} first: \`quorate upgrade --to ${kubernetes} --etcd ${etcd}\`; if the bundle lacks it: \`quorate bundle build --kubernetes ${kubernetes} --etcd ${etcd}\`, and if the lock file does: \`quorate bundle fetch --kubernetes ${kubernetes} --etcd ${etcd}\``;
}

const versionList = (members: readonly MemberVersion[]): string =>
  listed(members.map(({host, version}) => `${host} runs etcd ${version}`));
