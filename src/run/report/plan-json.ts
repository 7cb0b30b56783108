import type {Action} from '../../core/actions/action.js';
import type {Plan, Stage} from '../../core/plan/stage.js';

/** The plan for programs: all of it except the text of files, which is replaced by digest and size. */
export const planJson = (plan: Plan): PlanJson => ({
  changes: plan.reduce((sum, stage) => sum + stage.actions.length, 0),
  stages: plan.map(stageJson),
});

export interface PlanJson {
  /** Number of actions; 0 when the cluster matches the configuration. */
  readonly changes: number;
  readonly stages: readonly StageJson[];
}

type StageJson = Omit<Stage, 'actions' | 'rollback' | 'finally'> & {
  readonly actions: readonly object[];
  readonly rollback?: readonly object[];
  readonly finally?: readonly object[];
};

const stageJson = ({actions, rollback, finally: cleanup, ...stage}: Stage): StageJson => ({
  ...stage,
  actions: actions.map(actionJson),
  ...(rollback === undefined ? {} : {rollback: rollback.map(actionJson)}),
  ...(cleanup === undefined ? {} : {finally: cleanup.map(actionJson)}),
});

/** An action with the size of its text in place of the text. */
export const actionJson = (action: Action): object => {
  if (action.kind !== 'file/put') return action;
  const {text, ...rest} = action;
  return {...rest, size: new TextEncoder().encode(text).length};
};
