import type {Action} from './action.js';

/** An action is in several stages of the making of a plan, and to judge it may mean verifying certificates. */
export function judgedOnce(judge: (action: Action) => boolean): (action: Action) => boolean {
  const judged = new Map<Action, boolean>();
  return action => {
    const known = judged.get(action) ?? judge(action);
    judged.set(action, known);
    return known;
  };
}
