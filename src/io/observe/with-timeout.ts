import {withDeadline} from '../transport/deadline.js';
import type {Connections} from './connections.js';

/** The same connections, on which a host that takes longer for an answer counts as silent; connecting goes on meanwhile. */
export const withTimeout = (reach: Connections, withinMs: number): Connections => ({
  ...reach,
  to: host => {
    const transport = reach.to(host);
    return {
      ...transport,
      exec: (command, options) =>
        withDeadline(command, host, {timeoutMs: withinMs}, () => transport.exec(command, options)),
    };
  },
});
