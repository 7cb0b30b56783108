import pLimit from 'p-limit';
import type {Transport} from './transport.js';

/** sshd allows ten sessions on a connection (MaxSessions); two stay free. */
const CHANNELS = 8;

/** At most eight commands at a time; the others wait, and their time limit starts when they run. */
export const limited = (transport: Transport): Transport => {
  const turns = pLimit(CHANNELS);
  return {
    ...transport,
    exec: (command, options) =>
      turns(() => {
        options?.onStart?.();
        return transport.exec(command, options);
      }),
  };
};
