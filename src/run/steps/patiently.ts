import {Failure} from '../../core/failure.js';
import type {RunContext} from '../context.js';
import {until} from '../engine/until.js';

/** etcd says "not yet" for some seconds after members have connected: it is asked again while it says so. */
export const patiently = (forWhat: string, ask: () => Promise<void>, context: RunContext): Promise<void> =>
  until(
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
