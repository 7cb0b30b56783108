import type {HostName} from '../model/names.js';
import type {Action, Plan, Stage} from '../plan/action.js';
import type {VersionChange} from '../versions/changes.js';
import {minorsBetween} from '../versions/version.js';

/**
 * The index of the stage that ends the way back to the old etcd: with the last member of the new minor the version of
 * the cluster is raised. Undefined when no minor of etcd changes.
 */
export function lastWayBack(plan: Plan, changes: readonly VersionChange[]): number | undefined {
  if (!changes.some(({artifact, from, to}) => artifact === 'etcd' && minorsBetween(from, to) !== 0)) return undefined;
  const last = plan.findLastIndex(startsEtcd);
  return last < 0 ? undefined : last;
}

const startsEtcd = ({actions}: Stage): boolean =>
  actions.some(action => action.kind === 'service/run' && action.unit === 'etcd.service');

/** How many there are to stand in for the one that is away. */
export interface ReplicaCounts {
  readonly voters: number;
  readonly controlPlanes: number;
}

/** What somebody who uses the cluster notices of a stage; undefined when it stops and starts nothing. */
export function expectedImpact({actions}: Stage, company: ReplicaCounts): string | undefined {
  const noticed = IMPACTS.filter(({when}) => actions.some(when)).map(({says}) => says(company));
  return noticed.length === 0 ? undefined : [...new Set(noticed)].join('; ');
}

interface Noticed {
  readonly when: (action: Action) => boolean;
  readonly says: (company: ReplicaCounts) => string;
}

const restarts =
  (unit: string) =>
  (action: Action): boolean =>
    (action.kind === 'service/run' || action.kind === 'service/stop') && action.unit === `${unit}.service`;

const IMPACTS: readonly Noticed[] = [
  {
    when: restarts('etcd'),
    says: ({voters}) =>
      voters < 3
        ? 'etcd: no writes until the member is back'
        : 'etcd: none for clients that know all members; leadership moves first, about 30 ms',
  },
  {
    when: restarts('kube-apiserver'),
    says: ({controlPlanes}) =>
      controlPlanes < 2 ? 'API: no answer until it is back' : 'API: none through the balancer',
  },
  {
    when: restarts('kube-controller-manager'),
    says: ({controlPlanes}) =>
      controlPlanes < 2 ? 'controllers: pause until it is back' : 'controllers: another one takes over',
  },
  {when: ({kind}) => kind === 'node/drain', says: () => 'its pods go elsewhere'},
  {when: restarts('kubelet'), says: () => 'kubelet: none, pods go on running'},
  {when: restarts('containerd'), says: () => 'containerd: none, pods go on running'},
];

/** A stage, or neighbours of one window that go side by side. */
export interface OutlineLine {
  /** Counted from 1, as the stages are. */
  readonly first: number;
  readonly last: number;
  readonly title: string;
  readonly interruption?: string;
}

/** The order of an upgrade in as few lines as say it. */
export const outline = (plan: Plan, company: ReplicaCounts): readonly OutlineLine[] =>
  groups(plan).map(({first, stages}) => {
    const noticed = [...new Set(stages.flatMap(stage => expectedImpact(stage, company) ?? []))].join('; ');
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
    : `${title} and ${stages.length - 1} more like it, at most ${window.width} at a time`;
}
