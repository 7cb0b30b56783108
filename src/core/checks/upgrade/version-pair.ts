import {listed} from '../../format.js';
import {OLDEST_ETCD, suitedMinors} from '../../versions/etcd-support.js';
import {compareVersions, minorOf} from '../../versions/version.js';
import {caution, refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';

/** Is etcd at a version that is tested with the target version of Kubernetes? */
export const pair: UpgradeRule = given => {
  if (given.changes.length === 0) return [];
  return given.desired.unmanagedEtcd === undefined ? ownEtcd(given) : unmanagedEtcd(given);
};

function ownEtcd({release: {versions}, rollback}: UpgradeCheckInput) {
  const {kubernetes, etcd} = versions;
  const suited = suitedMinors(kubernetes);
  if (compareVersions(etcd, OLDEST_ETCD) >= 0 && suited.includes(minorOf(etcd))) return [];
  // A rollback cannot lower an etcd whose cluster version is raised, and the old Kubernetes has run with it already.
  const say = rollback ? caution : refusal;
  return [
    say(
      'upgrade/unsupported-pair',
      `etcd ${etcd} is not supported with Kubernetes ${kubernetes}; rule: etcd ${suited.join(' or ')}, and ${OLDEST_ETCD} or later`,
      `set spec.etcd.version to a version of ${suited.join(' or ')}; or delete it: then the newest suitable version of the bundle is used`,
    ),
  ];
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
