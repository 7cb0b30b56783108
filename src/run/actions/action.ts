import type {HostName} from '../../core/model/names.js';
import type {Action} from '../../core/plan/action.js';
import type {HostFile} from '../../ports/host.js';
import type {RunContext} from '../context.js';
import type {PollResult} from '../poll.js';

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
  /**
   * That apply() came to an end is all there is to know of it: nothing is left by which a look could tell, so check()
   * always finds it due and nobody looks again afterwards.
   */
  readonly unverifiable?: true;
  /** Of a step that does no more than to put files on a host: which. Neighbours of that sort share a round trip. */
  files?(actions: readonly A[], context: RunContext): Promise<readonly HostFile[]>;
}

/** A step on a host that is done when its files are there. */
export const placing = <A extends Action & {readonly host: HostName}>({
  check,
  files,
}: Pick<Step<A>, 'check'> & Required<Pick<Step<A>, 'files'>>): Step<A> => ({
  scope: 'host',
  check,
  files,
  apply: async (actions, context) => context.cluster.host(actions[0]!.host).put(await files(actions, context)),
});

/** A step that leaves nothing by which a look could tell that it was done. */
export const leavingNothing = <A extends Action>({
  scope,
  because,
  apply,
}: Pick<Step<A>, 'scope' | 'apply'> & {readonly because: (action: A) => string}): Step<A> => ({
  scope,
  unverifiable: true,
  check: async actions => due(actions, () => false, because),
  apply,
});

export const due = <A extends Action>(
  actions: readonly A[],
  done: (action: A) => boolean,
  because: (action: A) => string,
): readonly Due<A>[] => actions.filter(action => !done(action)).map(action => ({action, because: because(action)}));

/** Each looked at on its own, side by side; due are those of which that says so. */
export async function pendingWhere<A extends Action>(
  actions: readonly A[],
  look: (action: A) => Promise<PollResult>,
): Promise<readonly Due<A>[]> {
  const looked = await Promise.all(actions.map(async action => ({action, ...(await look(action))})));
  return looked.flatMap(({action, done, seen}) => (done ? [] : [{action, because: seen}]));
}
