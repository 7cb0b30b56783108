import {withDeadline} from '../transport/deadline.js';
import type {Connections} from './connections.js';

/** The same connections, with a timeout for each answer; a connection that is being opened is kept. */
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
