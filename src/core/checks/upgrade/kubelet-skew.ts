import type {NodeFact} from '../../model/observed.js';
import {KUBELET_MINORS_BEHIND} from '../../versions/skew.js';
import {compareVersions, minorsBetween} from '../../versions/version.js';
import {refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';

/** API servers go first: each kubelet must get on with the new one for as long as it is what it is. */
export const kubelets: UpgradeRule = given => {
  const {kube} = given.observed;
  const target = given.release.versions.kubernetes;
  if (!given.changes.some(({artifact}) => artifact === 'kube-apiserver')) return [];
  if (!kube.known)
    return [
      refusal(
        'nodes-unknown',
        `which versions the kubelets have is not known: ${kube.why}`,
        'make the API answer, then run the same command again: quorate topology check',
      ),
    ];
  return [...old(kube.value.nodes, target), ...ahead(kube.value.nodes, target, given)];
};

const old = (nodes: readonly NodeFact[], target: string) =>
  nodes
    .filter(({version}) => minorsBetween(plain(version), target) > KUBELET_MINORS_BEHIND)
    .map(({name, version}) =>
      refusal(
        'kubelet-too-old',
        `${name}: its kubelet ${plain(version)} is more than ${KUBELET_MINORS_BEHIND} minors behind ${target}; rule: up to three minors behind the API server`,
        `bring the kubelet of ${name} to the version of the API servers first: quorate apply`,
      ),
    );

/** Those that move are taken along; one that stays would be newer than its API server. */
const ahead = (nodes: readonly NodeFact[], target: string, {changes}: UpgradeCheckInput) => {
  const moving = new Set<string>(changes.filter(({artifact}) => artifact === 'kubelet').map(({host}) => host));
  return nodes
    .filter(({name, version}) => !moving.has(name) && compareVersions(plain(version), target) > 0)
    .map(({name, version}) =>
      refusal(
        'kubelet-ahead',
        `${name}: its kubelet ${plain(version)} is newer than ${target}; rule: never ahead of the API server`,
        `go to ${plain(version)} or later, or take ${name} out of the cluster first: quorate remove ${name}`,
      ),
    );
};

const plain = (version: string): string => version.replace(/^v/, '');
