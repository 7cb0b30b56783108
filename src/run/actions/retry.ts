import {Failure} from '../../core/failure.js';
import type {RunContext} from '../context.js';
import {poll} from '../poll.js';

/** etcd refuses changes for some seconds after members have connected: the request is repeated until it is accepted. */
export const retryWhileNotReady = (forWhat: string, request: () => Promise<void>, context: RunContext): Promise<void> =>
  poll(
    async () => {
      try {
        await request();
        return {done: true, seen: ''};
      } catch (error) {
        if (error instanceof Failure && error.code === 'etcd/change-not-accepted')
          return {done: false, seen: error.message};
        throw error;
      }
    },
    {
      forWhat,
      withinMs: 30_000,
      everyMs: 500,
      changes: true,
      hint: 'see which members are healthy: quorate topology check',
    },
    context,
  );
