import type {MovablePod} from '../../core/plan/movable.js';
import {matches, type Selector} from './selector.js';

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
export function parseMovable(pods: string, budgets: string): ReadonlyMap<string, readonly MovablePod[]> {
  const {items} = JSON.parse(budgets) as {readonly items: readonly RawBudget[]};
  const strict = items.filter(({status}) => (status?.disruptionsAllowed ?? 0) === 0);
  const movable = new Map<string, MovablePod[]>();
  for (const line of pods.split('\n').filter(Boolean)) {
    const [node = '', name = '', going = '', phase = '', mirror = '', controller = '', labels = ''] = line.split('\t');
    if (!isMovable(phase, mirror, controller)) continue;
    const held = strict.find(
      ({metadata: {namespace}, spec}) => name.startsWith(`${namespace}/`) && matches(labelsIn(labels), spec.selector),
    );
    const pod = {
      name,
      going: going !== '',
      ...(held === undefined ? {} : {heldBy: `${held.metadata.namespace}/${held.metadata.name}`}),
    };
    const there = movable.get(node);
    if (there) there.push(pod);
    else movable.set(node, [pod]);
  }
  return movable;
}

/** As `kubectl drain --ignore-daemonsets` sees it. */
const isMovable = (phase: string, mirror: string, controller: string): boolean =>
  mirror === '' && controller !== 'DaemonSet' && phase !== 'Succeeded' && phase !== 'Failed';

const labelsIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split(',')
      .filter(Boolean)
      .map(pair => pair.split('=') as [string, string]),
  );
