import type {Action} from '../../core/actions/action.js';
import type {HostKey, KeyRequest} from '../../core/pki/types.js';
import type {PutFile} from '../../ports/host.js';
import type {RunContext} from '../context.js';
import type {PollResult} from '../poll.js';

/** An action that is not done yet, and why it counts as pending. */
export interface Pending<A extends Action> {
  readonly action: A;
  readonly because: string;
}

/**
 * How actions of one kind are executed, several at a time. Never called with an empty list. Unless the phase of the kind
 * is 'cluster', all actions of a call are for one host and share a round trip.
 * check() only reads. After apply() check() finds nothing pending, wherever an earlier apply() was interrupted.
 */
export interface ActionRunner<A extends Action> {
  check(actions: readonly A[], context: RunContext): Promise<readonly Pending<A>[]>;
  apply(actions: readonly A[], context: RunContext): Promise<void>;
  /** The action leaves nothing that shows that it was done: check() always finds it pending, and it is not verified. */
  readonly unverifiable?: true;
  /** The private keys that the host makes before, for `files`. */
  keysFor?(actions: readonly A[], context: RunContext): readonly KeyRequest[];
  /**
   * The files of an action that only puts files on a host. Neighbours of this sort share a round trip.
   * @param keyFor what the host has made for `keysFor`, by its path.
   */
  files?(actions: readonly A[], context: RunContext, keyFor: KeyFor): Promise<readonly PutFile[]>;
}

export type KeyFor = (path: string) => HostKey;

/** A runner for each kind of a union of actions. */
export type Runners<U extends Action> = {
  readonly [K in U['kind']]: ActionRunner<Extract<U, {readonly kind: K}>>;
};

/** An action that leaves nothing that shows that it was done. */
export const unverifiable = <A extends Action>({
  because,
  apply,
}: Pick<ActionRunner<A>, 'apply'> & {readonly because: (action: A) => string}): ActionRunner<A> => ({
  unverifiable: true,
  check: async actions => pendingUnless(() => false, actions, because),
  apply,
});

export const pendingUnless = <A extends Action>(
  isDone: (action: A) => boolean,
  actions: readonly A[],
  because: (action: A) => string,
): readonly Pending<A>[] =>
  actions.filter(action => !isDone(action)).map(action => ({action, because: because(action)}));

/** Checks the actions in parallel, one by one; pending are those whose condition is not met. */
export async function pendingBy<A extends Action>(
  actions: readonly A[],
  check: (action: A) => Promise<PollResult>,
): Promise<readonly Pending<A>[]> {
  const checked = await Promise.all(actions.map(async action => ({action, ...(await check(action))})));
  return checked.flatMap(({action, done, seen}) => (done ? [] : [{action, because: seen}]));
}
