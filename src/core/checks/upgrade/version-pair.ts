import {listed} from '../../format.js';
import {OLDEST_ETCD, suitedMinors} from '../../versions/etcd-support.js';
import {compareVersions, minorOf} from '../../versions/version.js';
import {caution, refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';

/** A Kubernetes and an etcd that are tried together. */
export const pair: UpgradeRule = given => {
  if (given.changes.length === 0) return [];
  return given.desired.store === undefined ? own(given) : elsewhere(given);
};

function own({release: {versions}, rollback}: UpgradeCheckInput) {
  const {kubernetes, etcd} = versions;
  const suited = suitedMinors(kubernetes);
  if (compareVersions(etcd, OLDEST_ETCD) >= 0 && suited.includes(minorOf(etcd))) return [];
  // Where etcd has gone for good this is how things are: the old Kubernetes has been served by it for a while.
  const say = rollback ? caution : refusal;
  return [
    say(
      'unsupported-pair',
      `etcd ${etcd} is not supported with Kubernetes ${kubernetes}; rule: etcd ${suited.join(' or ')}, and ${OLDEST_ETCD} or later`,
      `set spec.etcd.version to a version of ${suited.join(' or ')}, or leave it out: the newest that suits is taken`,
    ),
  ];
}

/** Its version is not ours to change: what is too old for Kubernetes is refused, what is merely untried is said. */
function elsewhere({observed: {store}, release}: UpgradeCheckInput) {
  const {kubernetes} = release.versions;
  const answers = (store?.answers ?? []).flatMap(answer => (answer.is === 'etcd' ? [answer] : []));
  const versions = [...new Set(answers.map(({status}) => status.version))].toSorted(compareVersions);
  const tooOld = versions.filter(version => compareVersions(version, OLDEST_ETCD) < 0);
  const untried = versions.filter(
    version => !tooOld.includes(version) && !suitedMinors(kubernetes).includes(minorOf(version)),
  );
  const ask = `ask those who run that etcd to upgrade it to ${suitedMinors(kubernetes).join(' or ')} first`;
  return [
    ...(tooOld.length === 0
      ? []
      : [
          refusal(
            'unsupported-pair',
            `the etcd at spec.etcd.endpoints runs ${listed(tooOld)}; Kubernetes ${kubernetes} needs ${OLDEST_ETCD} or later`,
            ask,
          ),
        ]),
    ...(untried.length === 0
      ? []
      : [
          caution(
            'untried-pair',
            `the etcd at spec.etcd.endpoints runs ${listed(untried)}, which is not tried with Kubernetes ${kubernetes}`,
            ask,
          ),
        ]),
  ];
}
