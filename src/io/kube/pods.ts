import type {MovablePod} from '../../core/plan/movable.js';
import {matches, type Selector} from './selector.js';

interface RawPod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly {readonly kind: string; readonly controller?: boolean}[];
  };
  readonly status?: {readonly phase?: string};
}

interface RawBudget {
  readonly metadata: {readonly name: string; readonly namespace: string};
  readonly spec: {readonly selector?: Selector};
  readonly status?: {readonly disruptionsAllowed?: number};
}

/** Reads a PodList and a PodDisruptionBudgetList as the API answers them: what a drain moves, and what holds it up. */
export function parseMovable(pods: string, budgets: string): readonly MovablePod[] {
  const strict = items<RawBudget>(budgets).filter(({status}) => (status?.disruptionsAllowed ?? 0) === 0);
  return items<RawPod>(pods)
    .filter(isMovable)
    .map(({metadata}) => {
      const {namespace, labels = {}, deletionTimestamp} = metadata;
      const held = strict.find(
        ({metadata: budget, spec}) => budget.namespace === namespace && matches(labels, spec.selector),
      );
      return {
        name: `${namespace}/${metadata.name}`,
        going: deletionTimestamp !== undefined,
        ...(held === undefined ? {} : {heldBy: `${namespace}/${held.metadata.name}`}),
      };
    });
}

/** As `kubectl drain --ignore-daemonsets` sees it. */
const isMovable = ({metadata: {annotations = {}, ownerReferences = []}, status}: RawPod): boolean =>
  !('kubernetes.io/config.mirror' in annotations) &&
  !ownerReferences.some(({kind, controller}) => kind === 'DaemonSet' && controller === true) &&
  status?.phase !== 'Succeeded' &&
  status?.phase !== 'Failed';

const items = <T>(text: string): readonly T[] => (JSON.parse(text) as {readonly items: readonly T[]}).items;
