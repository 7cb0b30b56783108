import type {EvictablePod} from '../../core/model/evictable-pods.js';

/** A label selector as the API has it. */
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly Expression[];
}

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** An empty selector is of everything, none at all of nothing, as in policy/v1. */
export const matches = (labels: Readonly<Record<string, string>>, selector: Selector | undefined): boolean =>
  selector !== undefined &&
  Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
  (selector.matchExpressions ?? []).every(expression => holds(labels[expression.key], expression));

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
 * What a drain moves, by node, and what holds it up.
 *
 * @param pods lines of kube-api.sh: node, namespace/name, when it was told to go, phase, mirror of a static pod, kind of
 * its controller, and labels as "key=value,key=value,".
 * @param budgets a PodDisruptionBudgetList as the API answers it.
 */
export function parseEvictablePods(pods: string, budgets: string): ReadonlyMap<string, readonly EvictablePod[]> {
  const {items} = JSON.parse(budgets) as {readonly items: readonly RawBudget[]};
  const strict = items.filter(({status}) => (status?.disruptionsAllowed ?? 0) === 0);
  const evictablePods = new Map<string, EvictablePod[]>();
  for (const line of pods.split('\n').filter(Boolean)) {
    const [node = '', name = '', going = '', phase = '', mirror = '', controller = '', labels = ''] = line.split('\t');
    if (!isEvictable(phase, mirror, controller)) continue;
    const held = strict.find(
      ({metadata: {namespace}, spec}) => name.startsWith(`${namespace}/`) && matches(labelsIn(labels), spec.selector),
    );
    const pod = {
      name,
      going: going !== '',
      ...(held === undefined ? {} : {heldBy: `${held.metadata.namespace}/${held.metadata.name}`}),
    };
    const there = evictablePods.get(node);
    if (there) there.push(pod);
    else evictablePods.set(node, [pod]);
  }
  return evictablePods;
}

/** As `kubectl drain --ignore-daemonsets` sees it. */
const isEvictable = (phase: string, mirror: string, controller: string): boolean =>
  mirror === '' && controller !== 'DaemonSet' && phase !== 'Succeeded' && phase !== 'Failed';

const labelsIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split(',')
      .filter(Boolean)
      .map(pair => pair.split('=') as [string, string]),
  );
