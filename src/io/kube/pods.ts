import type {EvictablePod} from '../../core/model/evictable-pods.js';
import {own} from '../../core/own.js';

/** A label selector in the form of the API. */
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly Expression[];
}

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** An empty selector matches everything, a missing one nothing, as in policy/v1. */
const matches = (labels: Readonly<Record<string, string>>, selector: Selector | undefined): boolean =>
  selector !== undefined &&
  Object.entries(selector.matchLabels ?? {}).every(([key, value]) => own(labels, key) === value) &&
  (selector.matchExpressions ?? []).every(expression => holds(own(labels, expression.key), expression));

function holds(value: string | undefined, {operator, values = []}: Expression): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

interface RawBudget {
  readonly metadata: {readonly name: string; readonly namespace: string};
  readonly spec: {readonly selector?: Selector};
  readonly status?: {readonly disruptionsAllowed?: number};
}

/**
 * The pods that a drain evicts, by node, and the disruption budgets that block them.
 *
 * @param pods lines of kube-api.sh: node, namespace/name, deletion timestamp, phase, mirror of a static pod, kind of its
 * controller, and labels as "key=value,key=value,".
 * @param budgets a PodDisruptionBudgetList of the API.
 */
export function parseEvictablePods(pods: string, budgets: string): ReadonlyMap<string, readonly EvictablePod[]> {
  const {items} = JSON.parse(budgets) as {readonly items: readonly RawBudget[]};
  const exhausted = items.filter(({status}) => (status?.disruptionsAllowed ?? 0) === 0);
  const evictablePods = new Map<string, EvictablePod[]>();
  for (const line of pods.split('\n').filter(Boolean)) {
    const [node = '', name = '', deletedAt = '', phase = '', mirror = '', controller = '', labels = ''] =
      line.split('\t');
    if (!isEvictable(phase, mirror, controller)) continue;
    const budget = exhausted.find(
      ({metadata: {namespace}, spec}) => name.startsWith(`${namespace}/`) && matches(labelsIn(labels), spec.selector),
    );
    const pod = {
      name,
      going: deletedAt !== '',
      ...(budget === undefined ? {} : {blockedBy: `${budget.metadata.namespace}/${budget.metadata.name}`}),
    };
    const others = evictablePods.get(node);
    if (others) others.push(pod);
    else evictablePods.set(node, [pod]);
  }
  return evictablePods;
}

/** The choice of `kubectl drain --ignore-daemonsets`. */
const isEvictable = (phase: string, mirror: string, controller: string): boolean =>
  mirror === '' && controller !== 'DaemonSet' && phase !== 'Succeeded' && phase !== 'Failed';

const labelsIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split(',')
      .filter(Boolean)
      .map(pair => pair.split('=') as [string, string]),
  );
