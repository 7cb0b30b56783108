import {listed} from '../../format.js';
import type {EvictablePod, EvictablePods} from '../../model/evictable-pods.js';
import type {Fact} from '../../model/fact.js';
import type {Finding} from '../../model/finding.js';
import type {HostName} from '../../model/names.js';
import {caution, refusal} from './input.js';

/**
 * Disruption budgets that would hold up the drain of a node as things are now. One of which a pod is on its way already
 * is expected to give way, and so are all while a node is held: a drain that was cut has pods under way that are on no
 * node yet.
 */
export function blockedFindings(
  evictablePods: Fact<EvictablePods>,
  held: ReadonlySet<HostName> = new Set(),
): readonly Finding[] {
  if (!evictablePods.known) return [unread(evictablePods.why)];
  return [...byBudget(evictablePods.value)].map(([budget, pods]) => {
    const passing = held.size > 0 || pods.some(({pod}) => pod.going);
    return passing ? waits(budget, pods) : blocks(budget, pods);
  });
}

interface Held {
  readonly host: HostName;
  readonly pod: EvictablePod;
}

function byBudget(evictablePods: EvictablePods): ReadonlyMap<string, readonly Held[]> {
  const budgets = new Map<string, Held[]>();
  for (const [host, pods] of evictablePods)
    for (const pod of pods)
      if (pod.heldBy !== undefined) budgets.set(pod.heldBy, [...(budgets.get(pod.heldBy) ?? []), {host, pod}]);
  return budgets;
}

const blocks = (budget: string, pods: readonly Held[]) =>
  refusal(
    'drain-blocked',
    `the disruption budget ${budget} allows no pod to go now: ${places(pods)} could not be drained`,
    `let more pods of it run, or wait until all are ready: kubectl ${named(budget)}; a budget that never allows one to go has to be changed for the upgrade`,
  );

const waits = (budget: string, pods: readonly Held[]) =>
  caution(
    'drain-waits',
    `the disruption budget ${budget} allows no pod to go until one that is on its way is ready: ${places(pods)}`,
    `the drain waits for it; to look: kubectl ${named(budget)}`,
  );

const named = (budget: string): string => {
  const [namespace = '', name = ''] = budget.split('/');
  return `--namespace ${namespace} describe poddisruptionbudget ${name}`;
};

/** "shop/web-1 on w1 and shop/web-2 on w2" */
const places = (pods: readonly Held[]): string => listed(pods.map(({host, pod}) => `${pod.name} on ${host}`));

const unread = (why: string) =>
  refusal(
    'pods-unknown',
    `which pods would have to go, and what holds them, is not known: ${why}`,
    'make the API answer, then run the same command again',
  );
