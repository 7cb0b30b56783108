import type {HostName} from '../../core/model/names.js';
import type {Action} from '../../core/plan/action.js';
import type {RunContext} from '../context.js';
import {type PollResult, poll} from '../poll.js';
import {pendingWhere, type Step} from './action.js';

interface Silence<A> {
  readonly silent: (action: A, context: RunContext) => Promise<PollResult>;
  readonly forWhat: (host: HostName) => string;
  readonly withinMs: number;
}

/** Waits until nobody in the cluster hears anything any more of a host that cannot be reached from here. */
export const awaitingSilence = <A extends Action & {readonly host: HostName}>({
  silent,
  forWhat,
  withinMs,
}: Silence<A>): Step<A> => ({
  scope: 'cluster',
  check: (actions, context) => pendingWhere(actions, action => silent(action, context)),
  async apply(actions, context) {
    for (const action of actions)
      await poll(
        () => silent(action, context),
        {
          forWhat: forWhat(action.host),
          withinMs,
          lookAt: `${action.host} may live, though it cannot be reached from here: mend the way to it, or switch it off`,
        },
        context,
      );
  },
});
