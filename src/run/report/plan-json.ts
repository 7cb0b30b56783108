import type {Action, Plan, Stage} from '../../core/plan/action.js';

/** The plan for programs: all of it except the text of files, for which the digest stands. */
export const planJson = (plan: Plan): PlanJson => ({
  changes: plan.reduce((sum, stage) => sum + stage.actions.length, 0),
  stages: plan.map(stage => ({...stage, actions: stage.actions.map(actionJson)})),
});

export interface PlanJson {
  /** Number of actions; 0 when the cluster is as described. */
  readonly changes: number;
  readonly stages: readonly (Omit<Stage, 'actions'> & {readonly actions: readonly object[]})[];
}

/** An action with the size of its text in place of the text. */
export const actionJson = (action: Action): object => {
  if (action.kind !== 'file/put') return action;
  const {text, ...rest} = action;
  return {...rest, size: new TextEncoder().encode(text).length};
};
