import type {DeprecatedUse} from '../../model/deprecated-api.js';
import {compareVersions, minorOf, minorsBetween} from '../../versions/version.js';
import {caution, refusal, type UpgradeRule} from './input.js';

/** Whoever asks for a version of the API that the target no longer has gets 404 from then on. */
export const deprecatedApis: UpgradeRule = ({changes, release, deprecated}) => {
  const target = release.versions.kubernetes;
  if (!changes.some(({artifact, from, to}) => artifact === 'kube-apiserver' && minorsBetween(from, to) > 0)) return [];
  if (!deprecated.known)
    return [
      caution(
        'deprecated-unknown',
        `whether somebody still uses a version of the API that ${minorOf(target)} has removed is not known: ${deprecated.why}`,
        'kubectl get --raw /metrics | grep apiserver_requested_deprecated_apis',
      ),
    ];
  return deprecated.value
    .filter(({removedIn}) => compareVersions(removedIn, minorOf(target)) <= 0)
    .map(use => removed(use, target));
};

const removed = ({groupVersion, resource, removedIn}: DeprecatedUse, target: string) =>
  refusal(
    'api-removed',
    `${groupVersion} ${resource} is in use, and Kubernetes ${removedIn} has removed it: clients that ask for it fail with ${target}`,
    `let those clients use a newer version of ${resource}; the audit log names them. An API server counts them until it is restarted: when they are gone, \`systemctl restart kube-apiserver\` on one control plane after another, then run the same command again`,
  );
