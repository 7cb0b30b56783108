import {entries} from '../entry.js';

/** The state of the cluster before an upgrade, and saved plans. */
export const UPGRADE_STATE = entries({
  'upgrade/no-cluster': {
    level: 'error',
    title: 'There is no cluster to upgrade',
    explanation:
      'etcd was not bootstrapped: no host has a member, or the bootstrap is unfinished. Only a running cluster is upgraded.',
    remedy: 'Build the cluster at the versions of the configuration: `quorate apply`.',
  },
  'upgrade/api-not-ready': {
    level: 'error',
    title: 'An API server is not ready before the upgrade',
    explanation:
      'Control planes are upgraded one after another, and the others answer meanwhile. So every API server must be ready before the first is upgraded.',
    remedy:
      'On {host}: `systemctl start kube-apiserver.service`, `journalctl -u kube-apiserver.service`. When it is ready, run the same command again.',
  },
  'upgrade/host-unreachable': {
    level: 'error',
    title: 'A control plane cannot be reached before the upgrade',
    explanation:
      'An upgrade changes every control plane, one after another, and API servers may be one minor version apart. A control plane that cannot be reached would stay at its version, and while another one restarts it may not answer either. Workers that cannot be reached are left out.',
    remedy:
      'Make {host} reachable, then run the same command again. If its machine is lost for good: `quorate remove --lost {host}`.',
  },
  'upgrade/api-unfinished': {
    level: 'warning',
    title: 'An interrupted run left an API server that is not ready',
    explanation:
      'A previous run was interrupted while it upgraded this control plane. Its API server is not ready yet; all others are.',
    remedy: 'Nothing to do: the upgrade starts it before it changes another control plane.',
  },
  'upgrade/member-unfinished': {
    level: 'warning',
    title: 'An interrupted run left an etcd member that does not serve',
    explanation: 'A previous run was interrupted while it upgraded this member. The other voters are healthy.',
    remedy:
      'Nothing to do: the upgrade starts it before it changes another member. To see why it is down, on its host: `systemctl status etcd.service`.',
  },
  'upgrade/node-not-ready': {
    level: 'error',
    title: 'A node is not Ready before the upgrade',
    explanation:
      'A node is upgraded only if it is Ready, so that its state afterwards shows whether the upgrade succeeded. The node is NotReady, or the API has no such node.',
    remedy:
      'On {host}: `systemctl start kubelet.service`, `journalctl -u kubelet.service`. When it is Ready, run the same command again. If it cannot be repaired: `quorate remove {host}`.',
  },
  'upgrade/node-unfinished': {
    level: 'warning',
    title: 'An interrupted run left a node that is not Ready',
    explanation:
      'A previous run was interrupted while it upgraded this node. The node is still cordoned by quorate and not Ready.',
    remedy: 'Nothing to do: the upgrade completes this node and uncordons it.',
  },
  'upgrade/kube-unknown': {
    level: 'error',
    title: 'It is unknown whether the nodes are Ready',
    explanation: 'No API server answers. Nodes are upgraded only if they are Ready.',
    remedy:
      '`quorate topology check` shows why the API does not answer. On a control plane: `systemctl status kube-apiserver.service`. Then run the same command again.',
  },
  'upgrade/pods-unknown': {
    level: 'error',
    title: 'The pods to evict are unknown',
    explanation:
      'The API did not list the pods and disruption budgets of the nodes to drain. A budget that blocks a drain is looked for before anything changes.',
    remedy: '`quorate topology check` shows why the API does not answer. When it answers, run the same command again.',
  },
  'upgrade/drain-blocked': {
    level: 'error',
    title: 'A PodDisruptionBudget blocks the drain of a node',
    explanation:
      'The budget allows 0 disruptions now, so the eviction API would refuse to evict the named pods. Too few ready replicas, or a budget without room such as maxUnavailable 0, is the cause.',
    remedy:
      '`kubectl --namespace NAMESPACE describe poddisruptionbudget NAME` shows the budget of the message. Wait until all pods are Ready, add replicas, or relax minAvailable or maxUnavailable. Then run the same command again.',
  },
  'upgrade/drain-waits': {
    level: 'warning',
    title: 'A drain will wait for a PodDisruptionBudget',
    explanation:
      'The budget allows 0 disruptions now, and a pod of it is being replaced, for example after an interrupted drain. When the new pod is Ready, the next one can be evicted.',
    remedy:
      'Nothing to do: the drain waits up to --drain-timeout. `kubectl --namespace NAMESPACE describe poddisruptionbudget NAME` shows the budget.',
  },
  'upgrade/nothing-to-abort': {
    level: 'error',
    title: 'There is no unfinished upgrade to roll back',
    explanation:
      '--abort returns to the versions that hosts still run. Every host runs what the configuration says, or something newer. A complete upgrade cannot be rolled back.',
    remedy:
      'If a rollback was interrupted, `quorate apply` completes it. If the configuration names the old versions, set the target of the upgrade in it, then `quorate upgrade --abort`. Otherwise nothing is left to roll back.',
  },
  'upgrade/abort-unclear': {
    level: 'error',
    title: 'The version to roll back to is ambiguous',
    explanation:
      'Hosts that were not upgraded yet run several old versions of a component, so there is no single version to return to. Hosts that were upgraded already cannot be given an older version by name.',
    remedy: 'Complete the upgrade: `quorate upgrade --continue`.',
  },
  'upgrade/unreadable-plan': {
    level: 'error',
    title: 'The saved plan cannot be read',
    explanation: 'The file of --plan does not exist, cannot be read, or is not JSON. No host was contacted.',
    remedy: 'Name the file of a saved plan, or save one: `quorate upgrade plan --out plan.json`.',
  },
  'upgrade/unwritable-plan': {
    level: 'error',
    title: 'The plan cannot be saved',
    explanation:
      'The file of --out cannot be written: its directory does not exist or is read-only, or the disk is full. The plan changes nothing on hosts.',
    remedy: 'Name another file: `quorate upgrade plan --out FILE`.',
  },
  'upgrade/bad-plan': {
    level: 'error',
    title: 'The file is not an upgrade plan',
    explanation:
      'The file of --plan is JSON, and not a plan that `quorate upgrade plan --out FILE` saved: a field is missing or has another form. The message names it.',
    remedy: 'Save a plan: `quorate upgrade plan --out plan.json`. Then apply it: `quorate upgrade --plan plan.json`.',
  },
  'upgrade/plan-altered': {
    level: 'error',
    title: 'The saved plan was edited',
    explanation:
      'The digest in the file does not match its content. A saved plan is executed exactly as it was reviewed, or not at all.',
    remedy: 'Save a new plan with the flags that it should have: `quorate upgrade plan --to VERSION --out plan.json`.',
  },
  'upgrade/plan-other-cluster': {
    level: 'error',
    title: 'The saved plan is for another cluster',
    explanation: 'The plan and the configuration have different cluster names. Nothing was changed.',
    remedy: 'Name the configuration of that cluster: `quorate upgrade --plan plan.json --config FILE`.',
  },
  'upgrade/plan-stale': {
    level: 'error',
    title: 'The saved plan is stale',
    explanation:
      'The cluster changed since the plan was made, so the upgrade would now do something else. The message names the first differences. Nothing was changed.',
    remedy:
      'Save and review a new plan, with the same --to and other flags as before: `quorate upgrade plan --to VERSION --out plan.json`.',
  },
});
