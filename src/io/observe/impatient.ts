import {untilGivenUp} from '../host/give-up.js';
import type {Reach} from './reach.js';

/** The same connections, on which a host that takes longer for an answer counts as silent; connecting goes on meanwhile. */
export const impatient = (reach: Reach, withinMs: number): Reach => ({
  ...reach,
  to: host => {
    const transport = reach.to(host);
    return {
      ...transport,
      exec: (command, options) =>
        untilGivenUp(command, host, {timeoutMs: withinMs}, () => transport.exec(command, options)),
    };
  },
});
