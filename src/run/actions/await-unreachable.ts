import type {Action} from '../../core/actions/action.js';
import type {HostName} from '../../core/model/names.js';
import type {RunContext} from '../context.js';
import {type PollResult, poll} from '../poll.js';
import {type ActionRunner, pendingBy} from './runner.js';

interface Unreachable<A> {
  readonly isUnreachable: (action: A, context: RunContext) => Promise<PollResult>;
  readonly forWhat: (host: HostName) => string;
  readonly withinMs: number;
}

/** Waits until the cluster has no contact any more with a host that quorate cannot reach. */
export const awaitUnreachable = <A extends Action & {readonly host: HostName}>({
  isUnreachable,
  forWhat,
  withinMs,
}: Unreachable<A>): ActionRunner<A> => ({
  check: (actions, context) => pendingBy(actions, action => isUnreachable(action, context)),
  async apply(actions, context) {
    for (const action of actions)
      await poll(
        () => isUnreachable(action, context),
        {
          forWhat: forWhat(action.host),
          withinMs,
          hint: `${action.host} still responds to the cluster: restore connectivity from here, or power it off`,
        },
        context,
      );
  },
});
