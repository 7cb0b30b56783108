import type {NodeFact} from '../../model/observed.js';
import {KUBELET_MINORS_BEHIND} from '../../versions/skew.js';
import {compareVersions, minorsBetween} from '../../versions/version.js';
import {API_UNAVAILABLE, refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';
import {runningKubernetes} from './member-versions.js';

/** API servers are upgraded first: until its own upgrade each kubelet must work with the new API server. */
export const kubelets: UpgradeRule = given => {
  const {kube} = given.observed;
  const target = given.release.versions.kubernetes;
  if (!given.changes.some(({artifact}) => artifact === 'kube-apiserver')) return [];
  if (!kube.known)
    return [refusal('upgrade/nodes-unknown', `the versions of the kubelets are unknown: ${kube.why}`, API_UNAVAILABLE)];
  return [...tooOld(kube.value.nodes, given), ...ahead(kube.value.nodes, target, given)];
};

const tooOld = (nodes: readonly NodeFact[], given: UpgradeCheckInput) => {
  const target = given.release.versions.kubernetes;
  return nodes
    .filter(({version}) => minorsBetween(withoutV(version), target) > KUBELET_MINORS_BEHIND)
    .map(({name, version}) =>
      refusal(
        'upgrade/kubelet-too-old',
        `${name}: its kubelet ${withoutV(version)} is more than ${KUBELET_MINORS_BEHIND} minors behind ${target}; rule: up to three minors behind the API server`,
        `upgrade the kubelet of ${name} to the version of the API servers first: \`quorate upgrade --to ${runningKubernetes(given)}\``,
      ),
    );
};

/** A kubelet that is not part of the upgrade must not be newer than the API server. */
const ahead = (nodes: readonly NodeFact[], target: string, {changes}: UpgradeCheckInput) => {
  const upgraded = new Set<string>(changes.filter(({artifact}) => artifact === 'kubelet').map(({host}) => host));
  return nodes
    .filter(({name, version}) => !upgraded.has(name) && compareVersions(withoutV(version), target) > 0)
    .map(({name, version}) =>
      refusal(
        'upgrade/kubelet-ahead',
        `${name}: its kubelet ${withoutV(version)} is newer than ${target}; rule: never ahead of the API server`,
        `upgrade to ${withoutV(version)} or later: \`quorate upgrade --to ${withoutV(version)}\`; or remove ${name} first: \`quorate remove ${name}\``,
      ),
    );
};

const withoutV = (version: string): string => version.replace(/^v/, '');
