import pLimit from 'p-limit';
import type {Transport} from './transport.js';

/** sshd allows ten sessions on a connection (MaxSessions); two stay free for people who look. */
const CHANNELS = 8;

/** At most eight commands at a time; the others wait for their turn, and their time limit starts with it. */
export const limited = (transport: Transport): Transport => {
  const turns = pLimit(CHANNELS);
  return {
    ...transport,
    exec: (command, options) => turns(() => transport.exec(command, options)),
  };
};
