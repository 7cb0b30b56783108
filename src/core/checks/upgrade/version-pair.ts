import {listed} from '../../format.js';
import {OLDEST_ETCD, suitedMinors} from '../../versions/etcd-support.js';
import {compareVersions, minorOf, minorsBetween} from '../../versions/version.js';
import {caution, refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';
import {memberVersions} from './member-versions.js';

/** Is etcd at a version that is tested with the target version of Kubernetes? */
export const pair: UpgradeRule = given => {
  if (given.changes.length === 0) return [];
  return given.desired.unmanagedEtcd === undefined ? ownEtcd(given) : unmanagedEtcd(given);
};

function ownEtcd(given: UpgradeCheckInput) {
  const {kubernetes, etcd} = given.release.versions;
  const suited = suitedMinors(kubernetes);
  if (compareVersions(etcd, OLDEST_ETCD) >= 0 && suited.includes(minorOf(etcd))) return [];
  const rule = `rule: etcd ${suited.join(' or ')}, and ${OLDEST_ETCD} or later`;
  if (given.rollback || staysNewer(given))
    return [
      caution(
        'upgrade/unsupported-pair',
        `etcd keeps ${etcd}, which is newer than what is tested with Kubernetes ${kubernetes}; ${rule}`,
        'upgrade Kubernetes to a version that is tested with it, when there is one that runs: `quorate upgrade --to VERSION`',
      ),
    ];
  return [
    refusal(
      'upgrade/unsupported-pair',
      `etcd ${etcd} is not supported with Kubernetes ${kubernetes}; ${rule}`,
      `set spec.etcd.version to a version of ${suited.join(' or ')}; or delete it: then the newest suitable version of the bundle is used`,
    ),
  ];
}

/**
 * Every member runs this minor version already, beside this Kubernetes or an older one: an upgrade was rolled back after
 * etcd had raised its cluster version. It cannot go back, and a newer patch of Kubernetes makes nothing worse.
 */
function staysNewer(given: UpgradeCheckInput): boolean {
  const {kubernetes, etcd} = given.release.versions;
  const newest = suitedMinors(kubernetes).at(-1)!;
  const members = memberVersions(given);
  return (
    minorsBetween(newest, etcd) === 1 &&
    members.length > 0 &&
    members.every(({version}) => version !== undefined && minorOf(version) === minorOf(etcd))
  );
}

/** quorate does not upgrade it: too old for Kubernetes is refused, not tested with it is a warning. */
function unmanagedEtcd({observed: {unmanagedEtcd}, release}: UpgradeCheckInput) {
  const {kubernetes} = release.versions;
  const answers = (unmanagedEtcd?.answers ?? []).flatMap(answer => (answer.is === 'etcd' ? [answer] : []));
  const versions = [...new Set(answers.map(({status}) => status.version))].toSorted(compareVersions);
  const tooOld = versions.filter(version => compareVersions(version, OLDEST_ETCD) < 0);
  const untried = versions.filter(
    version => !tooOld.includes(version) && !suitedMinors(kubernetes).includes(minorOf(version)),
  );
  const ask = `ask the operator of that etcd to upgrade it to ${suitedMinors(kubernetes).join(' or ')} first`;
  return [
    ...(tooOld.length === 0
      ? []
      : [
          refusal(
            'upgrade/unsupported-pair',
            `the etcd at spec.etcd.endpoints runs ${listed(tooOld)}; Kubernetes ${kubernetes} needs ${OLDEST_ETCD} or later`,
            ask,
          ),
        ]),
    ...(untried.length === 0
      ? []
      : [
          caution(
            'upgrade/untested-pair',
            `the etcd at spec.etcd.endpoints runs ${listed(untried)}, which is not tested with Kubernetes ${kubernetes}`,
            ask,
          ),
        ]),
  ];
}
