import {listed} from '../../format.js';
import type {EvictablePod, EvictablePods} from '../../model/evictable-pods.js';
import type {Fact} from '../../model/fact.js';
import type {Finding} from '../../model/finding.js';
import type {HostName} from '../../model/names.js';
import {API_UNAVAILABLE, caution, refusal} from './input.js';

/**
 * PodDisruptionBudgets that block the drain of a node now. A budget of which a pod is terminating is expected to allow
 * the next eviction soon. So are all budgets while quorate has a node cordoned: pods that an interrupted drain evicted
 * may not be scheduled yet.
 */
export function blockedFindings(
  evictablePods: Fact<EvictablePods>,
  cordoned: ReadonlySet<HostName> = new Set(),
): readonly Finding[] {
  if (!evictablePods.known) return [podsUnknown(evictablePods.why)];
  return [...byBudget(evictablePods.value)].map(([budget, pods]) => {
    const isTemporary = cordoned.size > 0 || pods.some(({pod}) => pod.going);
    return isTemporary ? waits(budget, pods) : blocks(budget, pods);
  });
}

interface BlockedPod {
  readonly host: HostName;
  readonly pod: EvictablePod;
}

function byBudget(evictablePods: EvictablePods): ReadonlyMap<string, readonly BlockedPod[]> {
  const budgets = new Map<string, BlockedPod[]>();
  for (const [host, pods] of evictablePods)
    for (const pod of pods)
      if (pod.blockedBy !== undefined) budgets.set(pod.blockedBy, [...(budgets.get(pod.blockedBy) ?? []), {host, pod}]);
  return budgets;
}

const blocks = (budget: string, pods: readonly BlockedPod[]) =>
  refusal(
    'upgrade/drain-blocked',
    `PodDisruptionBudget ${budget} allows 0 disruptions; cannot evict ${places(pods)}`,
    `wait until all its pods are Ready, add replicas, or relax minAvailable or maxUnavailable; ${show(budget)}`,
  );

const waits = (budget: string, pods: readonly BlockedPod[]) =>
  caution(
    'upgrade/drain-waits',
    `PodDisruptionBudget ${budget} allows 0 disruptions until an evicted pod is replaced; ${places(pods)} must wait`,
    `the drain waits up to --drain-timeout; ${show(budget)}`,
  );

const show = (budget: string): string => {
  const [namespace = '', name = ''] = budget.split('/');
  return `to see it: \`kubectl --namespace ${namespace} describe poddisruptionbudget ${name}\``;
};

/** "shop/web-1 on w1 and shop/web-2 on w2" */
const places = (pods: readonly BlockedPod[]): string => listed(pods.map(({host, pod}) => `${pod.name} on ${host}`));

const podsUnknown = (why: string) =>
  refusal(
    'upgrade/pods-unknown',
    `the pods to evict and their disruption budgets are unknown: ${why}`,
    API_UNAVAILABLE,
  );
