import {entries} from '../entry.js';

/** Which versions may follow which, and which may run together. */
export const UPGRADE_SKEW = entries({
  'version/differs': {
    level: 'error',
    title: 'Installed versions differ from the configuration',
    explanation:
      'A component on the named hosts has another version than the configuration and the bundle require. Only an upgrade changes versions, in an order that keeps the cluster available. The commands apply, init, join and plan are refused until versions agree; remove is not.',
    remedy:
      '`quorate upgrade plan` shows the upgrade, `quorate upgrade` does it. To keep what runs, set the running versions in the configuration.',
  },
  'upgrade/skips-minor': {
    level: 'error',
    title: 'The upgrade skips a minor version of Kubernetes',
    explanation:
      'The version skew policy allows API servers that are one minor version apart, so an upgrade goes through every minor version. quorate does this in one command if the bundle has a version of each. The bundle lacks one of them, or a rollback spans more than one minor version.',
    remedy:
      'Add a version of the missing minor: `quorate bundle build --kubernetes VERSION` to the bundle, or `quorate bundle fetch --kubernetes VERSION` to the lock file. Then run the same command again, or upgrade to that version first: `quorate upgrade --to VERSION`.',
  },
  'upgrade/limit-skew': {
    level: 'error',
    title: '--limit would upgrade a node before an API server',
    explanation:
      'The kubelet and kube-proxy of a node may connect to every API server, and must not be newer than any of them. Within --limit a node would be upgraded while the API server of a host outside of it stays at an older minor version.',
    remedy:
      'Upgrade all control planes first: name all of them with --limit, or run `quorate upgrade` without --limit.',
  },
  'upgrade/downgrade': {
    level: 'error',
    title: 'The target is an older Kubernetes than the one that runs',
    explanation:
      'Kubernetes does not support downgrades: objects that a newer API server stored may be unreadable to an older one. Only an upgrade that is unfinished can be rolled back.',
    remedy:
      'Set spec.kubernetesVersion to the version that runs, or to a newer one. To roll back an unfinished upgrade, keep its target version in spec.kubernetesVersion and run `quorate upgrade --abort`.',
  },
  'upgrade/apiserver-skew': {
    level: 'error',
    title: 'API servers are too far apart to upgrade them',
    explanation:
      'API servers share their stored objects, so the version skew policy allows one minor version between the oldest and the newest. quorate never causes more; a binary was changed by hand, or an old disk was restored.',
    remedy:
      'Set spec.kubernetesVersion to the version that the other control planes run. Replace the control plane that differs: `quorate remove HOST`, then `quorate join HOST`. In the stacked topology with three voters the removal needs `quorate remove HOST --accept-reduced-tolerance`.',
  },
  'upgrade/kubelet-too-old': {
    level: 'error',
    title: 'A kubelet is too old for the target version',
    explanation:
      'The version skew policy allows a kubelet up to three minor versions behind the API server. API servers are upgraded first, so this kubelet would be too old for a while.',
    remedy:
      'Bring {host} to the version that the API servers run now: `quorate upgrade --to VERSION`. Then run the upgrade again.',
  },
  'upgrade/kubelet-ahead': {
    level: 'error',
    title: 'A kubelet is newer than the target version',
    explanation:
      'The version skew policy does not allow a kubelet that is newer than the API server. This node is not part of the upgrade, because its host cannot be read or is not in the configuration.',
    remedy:
      'Upgrade to the version of that kubelet or a newer one: `quorate upgrade --to VERSION`. Or remove the node: `quorate remove {host}`; a node that is not in the configuration: `kubectl delete node {host}`.',
  },
  'upgrade/nodes-unknown': {
    level: 'error',
    title: 'The versions of the kubelets are unknown',
    explanation:
      'No API server answers, so the nodes and their kubelet versions cannot be read. Skew between kubelets and the new API server cannot be judged.',
    remedy:
      '`quorate topology check` shows why the API does not answer. On a control plane: `systemctl status kube-apiserver.service`. Then run the same command again.',
  },
  'upgrade/etcd-skips-minor': {
    level: 'error',
    title: 'The upgrade skips a minor version of etcd',
    explanation:
      'etcd supports upgrades from one minor version to the next. A member of a version further away does not join the others.',
    remedy:
      'Upgrade to the newest version of the next minor first: `quorate upgrade --etcd VERSION`. If the bundle lacks it: `quorate bundle build --etcd VERSION`; if the lock file does: `quorate bundle fetch --etcd VERSION`.',
  },
  'upgrade/etcd-downgrade': {
    level: 'error',
    title: 'The target is an older etcd than the one that runs',
    explanation:
      'etcd members are not downgraded, except to roll back an upgrade that is unfinished. Without spec.etcd.version the newest version of the bundle that suits Kubernetes is the target.',
    remedy:
      'Set spec.etcd.version to the version that runs. To roll back an unfinished upgrade, keep its target versions in the configuration and run `quorate upgrade --abort`.',
  },
  'upgrade/cluster-version-raised': {
    level: 'error',
    title: 'etcd can no longer be rolled back',
    explanation:
      'Every member runs the new minor version, so etcd has raised its cluster version. The old binary does not start on data of the new version. The etcd snapshot that the upgrade took is in ~/.local/state/quorate/snapshots; restoring it loses every later write, and quorate does not restore it.',
    remedy: 'Complete the upgrade: `quorate upgrade --continue`.',
  },
  'upgrade/etcd-version-unknown': {
    level: 'error',
    title: 'The version of an etcd member is unknown',
    explanation:
      'The member does not answer, and its host does not show which binary it would start. Without its version the step to the target cannot be judged.',
    remedy:
      'On each named host: `systemctl status etcd.service`, `journalctl -u etcd.service`. When the member answers, run the same command again.',
  },
  'upgrade/etcd-floor': {
    level: 'error',
    title: 'An etcd member is too old for the next minor version',
    explanation:
      'Every member must run a certain patch version before the first one goes to the next minor: 3.5.26 before 3.6, 3.6.11 before 3.7. Earlier versions may bring removed members back or fail to work with the new one.',
    remedy:
      'Upgrade etcd to the version that the message names, with the Kubernetes version that runs: `quorate upgrade --to VERSION --etcd VERSION`. If the bundle lacks it: `quorate bundle build --etcd VERSION`; if the lock file does: `quorate bundle fetch --etcd VERSION`. Then run the upgrade again.',
  },
  'upgrade/etcd-unchecked': {
    level: 'warning',
    title: 'The v2 store of etcd was not checked',
    explanation:
      'etcd 3.6 reads its members from the v3 store only, and does not start if the v2 store has other content. Versions before 3.5.32 cannot tell whether both agree.',
    remedy:
      'Upgrade all members to 3.5.32 or a later 3.5 first: `quorate upgrade --to VERSION --etcd VERSION` with the Kubernetes version that runs. Then check one member after another while it is stopped: `etcdutl check v2store --data-dir /var/lib/etcd`.',
  },
  'upgrade/unsupported-pair': {
    level: 'error',
    title: 'This etcd is not supported with this Kubernetes',
    explanation:
      'Each minor version of Kubernetes is tested with certain minor versions of etcd, and needs etcd 3.5.24 or later. The message names them. It is a warning where etcd has raised its cluster version and cannot go back: Kubernetes is rolled back beside it, and later gets patch releases. An API server works with an etcd that is one minor version newer.',
    remedy:
      'Delete spec.etcd.version: then the newest version of the bundle that suits is used. Or set it to a version of the minors that the message names. An unmanaged etcd is upgraded by its operator.',
  },
  'upgrade/untested-pair': {
    level: 'warning',
    title: 'The unmanaged etcd is not tested with this Kubernetes',
    explanation:
      'The etcd at spec.etcd.endpoints is recent enough, and its minor version is not one that quorate tests with the target version. quorate does not upgrade an unmanaged etcd.',
    remedy: 'Ask its operator to upgrade it to a minor version that the message names, before this upgrade.',
  },
  'upgrade/api-removed': {
    level: 'error',
    title: 'Clients use an API version that the target removes',
    explanation:
      'An API server counted requests for an API version that Kubernetes removed by the target version. After the upgrade these clients get 404. The counter keeps its value until the API server restarts, also if the client is gone.',
    remedy:
      'Change the clients to a newer API version; the audit log names them. If none is left, reset the counter on one control plane after another: `systemctl restart kube-apiserver.service`. Then run the same command again.',
  },
  'upgrade/deprecated-unknown': {
    level: 'warning',
    title: 'The use of removed API versions is unknown',
    explanation:
      'The metrics of the API servers could not be read, so clients that use a removed API version cannot be named. After the upgrade such clients get 404.',
    remedy:
      'Check it yourself: `kubectl get --raw /metrics | grep apiserver_requested_deprecated_apis`. The label removed_release names the Kubernetes version.',
  },
});
