import {Failure} from '../../core/failure.js';
import type {RunContext} from '../context.js';
import {poll} from '../poll.js';

/** etcd says "not yet" for some seconds after members have connected: it is asked again while it says so. */
export const retryWhileNotReady = (forWhat: string, ask: () => Promise<void>, context: RunContext): Promise<void> =>
  poll(
    async () => {
      try {
        await ask();
        return {done: true, seen: ''};
      } catch (error) {
        if (error instanceof Failure && error.code === 'etcd/not-yet') return {done: false, seen: error.message};
        throw error;
      }
    },
    {forWhat, withinMs: 30_000, everyMs: 500},
    context,
  );
