import type {DeprecatedUse} from '../../model/deprecated-api.js';
import {compareVersions, minorOf, minorsBetween} from '../../versions/version.js';
import {caution, refusal, type UpgradeRule} from './input.js';

/** Clients of an API version that the target has removed get 404 after the upgrade. */
export const deprecatedApis: UpgradeRule = ({changes, release, deprecated}) => {
  const target = release.versions.kubernetes;
  if (!changes.some(({artifact, from, to}) => artifact === 'kube-apiserver' && minorsBetween(from, to) > 0)) return [];
  if (!deprecated.known)
    return [
      caution(
        'upgrade/deprecated-unknown',
        `it is unknown whether clients use API versions that Kubernetes ${minorOf(target)} has removed: ${deprecated.why}`,
        'on a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf get --raw /metrics | grep apiserver_requested_deprecated_apis`',
      ),
    ];
  return deprecated.value
    .filter(({removedIn}) => compareVersions(removedIn, minorOf(target)) <= 0)
    .map(use => removed(use, target));
};

const removed = ({groupVersion, resource, removedIn}: DeprecatedUse, target: string) =>
  refusal(
    'upgrade/api-removed',
    `${groupVersion} ${resource} is in use, and Kubernetes ${removedIn} has removed it: its clients get 404 from ${target}`,
    `change those clients to a newer API version of ${resource}; the audit log names them. When none is left, reset the counter on one control plane after another: \`systemctl restart kube-apiserver.service\`; then run the same command again`,
  );
