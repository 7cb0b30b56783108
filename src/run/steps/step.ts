import type {Action} from '../../core/plan/action.js';
import type {RunContext} from '../context.js';

/** An action that is not done yet, and why that is thought. */
export interface Due<A extends Action> {
  readonly action: A;
  readonly because: string;
}

/**
 * How actions of one kind are done, several at a time: like actions on one host share a round trip.
 * check() only reads. apply() leaves check() answering "nothing due", wherever an earlier apply() was cut off.
 */
export interface Step<A extends Action> {
  /** host: actions of one host together. cluster: all of them together. */
  readonly scope: 'host' | 'cluster';
  check(actions: readonly A[], context: RunContext): Promise<readonly Due<A>[]>;
  apply(actions: readonly A[], context: RunContext): Promise<void>;
}

export const due = <A extends Action>(
  actions: readonly A[],
  done: (action: A) => boolean,
  because: (action: A) => string,
): readonly Due<A>[] => actions.filter(action => !done(action)).map(action => ({action, because: because(action)}));
