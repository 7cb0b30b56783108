import {type Action, restartsOf} from '../actions/action.js';
import type {VersionChange} from '../artifacts/changes.js';
import type {HostName} from '../model/names.js';
import type {Plan, Stage} from '../plan/stage.js';
import {minorsBetween} from '../versions/version.js';

/**
 * The index of the stage after which etcd cannot be rolled back: when the last member runs the new minor, etcd raises
 * its cluster version. Undefined if the minor of etcd does not change.
 */
export function lastRollbackStage(plan: Plan, changes: readonly VersionChange[]): number | undefined {
  if (!changes.some(({artifact, from, to}) => artifact === 'etcd' && minorsBetween(from, to) !== 0)) return undefined;
  const last = plan.findLastIndex(restartsEtcd);
  return last < 0 ? undefined : last;
}

const restartsEtcd = ({actions}: Stage): boolean => actions.some(restarts('etcd'));

/** How many replicas there are, the one that restarts included. */
export interface ReplicaCounts {
  readonly voters: number;
  readonly controlPlanes: number;
}

/** What users of the cluster notice of a stage; undefined if it restarts and drains nothing. */
function expectedImpact({actions}: Stage, replicas: ReplicaCounts): string | undefined {
  const noticed = IMPACTS.filter(({when}) => actions.some(when)).map(({says}) => says(replicas));
  return noticed.length === 0 ? undefined : [...new Set(noticed)].join('; ');
}

interface Impact {
  readonly when: (action: Action) => boolean;
  readonly says: (replicas: ReplicaCounts) => string;
}

const restarts =
  (unit: string) =>
  (action: Action): boolean =>
    restartsOf(action).includes(`${unit}.service`);

const IMPACTS: readonly Impact[] = [
  {
    when: restarts('etcd'),
    says: ({voters}) =>
      voters < 3
        ? 'etcd: no writes until the member is back'
        : 'etcd: none for clients with all endpoints; leadership transfer about 30 ms',
  },
  {
    when: restarts('kube-apiserver'),
    says: ({controlPlanes}) =>
      controlPlanes < 2 ? 'API: unavailable until it is back' : 'API: none through the load balancer',
  },
  {
    when: restarts('kube-controller-manager'),
    says: ({controlPlanes}) =>
      controlPlanes < 2 ? 'controllers: paused until it is back' : 'controllers: another replica takes over',
  },
  {when: ({kind}) => kind === 'node/drain', says: () => 'pods are evicted'},
  {when: restarts('kubelet'), says: () => 'kubelet: none, pods keep running'},
  {when: restarts('containerd'), says: () => 'containerd: none, pods keep running'},
];

/** A stage, or consecutive stages of one window, which run in parallel. */
export interface OutlineLine {
  /** Numbers of stages, from 1. */
  readonly first: number;
  readonly last: number;
  readonly title: string;
  readonly interruption?: string;
}

/** The stages of an upgrade, with those of one window in one line. */
export const outline = (plan: Plan, replicas: ReplicaCounts): readonly OutlineLine[] =>
  groups(plan).map(({first, stages}) => {
    const noticed = [...new Set(stages.flatMap(stage => expectedImpact(stage, replicas) ?? []))].join('; ');
    return {
      first,
      last: first + stages.length - 1,
      title: titleOf(stages),
      ...(noticed === '' ? {} : {interruption: noticed}),
    };
  });

export const drained = (plan: Plan): readonly HostName[] => [
  ...new Set(plan.flatMap(({actions}) => actions.flatMap(each => (each.kind === 'node/drain' ? [each.host] : [])))),
];

/** The index of the stage that takes the snapshot. */
export const snapshotStage = (plan: Plan): number | undefined => {
  const index = plan.findIndex(({actions}) => actions.some(({kind}) => kind === 'etcd/snapshot'));
  return index < 0 ? undefined : index;
};

function groups(plan: Plan): readonly {readonly first: number; readonly stages: readonly Stage[]}[] {
  const found: {first: number; stages: Stage[]}[] = [];
  for (const [index, stage] of plan.entries()) {
    const {stages: before = []} = found.at(-1) ?? {};
    if (stage.window !== undefined && before.at(-1)?.window?.name === stage.window.name) before.push(stage);
    else found.push({first: index + 1, stages: [stage]});
  }
  return found;
}

function titleOf(stages: readonly Stage[]): string {
  const [{title, window}] = stages as readonly [Stage];
  return stages.length === 1 || window === undefined
    ? title
    : `${title} and ${stages.length - 1} more, at most ${window.width} at a time`;
}
