import type {Action, Plan, Stage} from '../../core/plan/action.js';

/** The plan for programs: all of it except the text of files, for which the digest stands. */
export const planJson = (plan: Plan): PlanJson => ({
  changes: plan.reduce((sum, stage) => sum + stage.actions.length, 0),
  stages: plan.map(stageJson),
});

export interface PlanJson {
  /** Number of actions; 0 when the cluster is as described. */
  readonly changes: number;
  readonly stages: readonly StageJson[];
}

type StageJson = Omit<Stage, 'actions' | 'rollback' | 'finally'> & {
  readonly actions: readonly object[];
  readonly rollback?: readonly object[];
  readonly finally?: readonly object[];
};

const stageJson = ({actions, rollback, finally: last, ...stage}: Stage): StageJson => ({
  ...stage,
  actions: actions.map(actionJson),
  ...(rollback === undefined ? {} : {rollback: rollback.map(actionJson)}),
  ...(last === undefined ? {} : {finally: last.map(actionJson)}),
});

/** An action with the size of its text in place of the text. */
export const actionJson = (action: Action): object => {
  if (action.kind !== 'file/put') return action;
  const {text, ...rest} = action;
  return {...rest, size: new TextEncoder().encode(text).length};
};
