import type {HostName} from '../cluster/names.js';
import type {Plan, Stage} from '../plan/action.js';
import {type Company, interruptionOf} from './interruption.js';

/** A stage, or neighbours of one window that go side by side. */
export interface OutlineLine {
  /** Counted from 1, as the stages are. */
  readonly first: number;
  readonly last: number;
  readonly title: string;
  readonly interruption?: string;
}

/** The order of an upgrade in as few lines as say it. */
export const outline = (plan: Plan, company: Company): readonly OutlineLine[] =>
  groups(plan).map(({first, stages}) => {
    const noticed = [...new Set(stages.flatMap(stage => interruptionOf(stage, company) ?? []))].join('; ');
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
