import {appendFileSync} from 'node:fs';
import {Failure} from '../../core/failure.js';
import type {Command, Transport, Wire} from './transport.js';

type Phase = 'before' | 'sent' | 'after';

/** One changing operation of the run; the process may be killed at each of these points. */
interface Operation {
  before(): void;
  /** Undefined unless the process is to be killed there: waiting for it costs a round trip. */
  readonly sent?: () => void;
  after(): void;
}

/** Numbers the changing operations of a run across all hosts. */
export interface Operations {
  begin(command: Command, target: string): Operation;
}

/**
 * The crash hook, off unless set in the environment:
 * QUORATE_CRASH_AT=`<n>:before|sent|after` kills this process at the nth operation (from 1);
 * QUORATE_CRASH_COUNT=FILE appends a line for each operation: number, target and title, separated by tabs.
 */
export const crashPoints = (env: NodeJS.ProcessEnv): Operations => {
  const at = crashPoint(env.QUORATE_CRASH_AT);
  const file = env.QUORATE_CRASH_COUNT;
  let count = 0;
  return {
    begin: (command, target) => {
      const number = ++count;
      if (file) appendFileSync(file, `${number}\t${target}\t${command.title}\n`);
      const mark = (phase: Phase) => () => {
        if (at?.number === number && at.phase === phase) process.kill(process.pid, 'SIGKILL');
      };
      const killWhenSent = at?.number === number && at.phase === 'sent';
      return {before: mark('before'), after: mark('after'), ...(killWhenSent ? {sent: mark('sent')} : {})};
    },
  };
};

/** Marks each changing operation where it is sent: between this decorator and the wire, nothing may wait or send more. */
export const counted = (wire: Wire, operations: Operations): Transport => ({
  ...wire,
  exec: async (command, options) => {
    if (!command.changes) return wire.exec(command, options);
    const operation = operations.begin(command, wire.target);
    operation.before();
    const result = await wire.exec(command, operation.sent ? {...options, onSent: operation.sent} : options);
    operation.after();
    return result;
  },
});

const crashPoint = (text: string | undefined): {number: number; phase: Phase} | undefined => {
  if (!text) return undefined;
  const [, number, phase] = /^([1-9]\d*):(before|sent|after)$/.exec(text) ?? [];
  if (number !== undefined && phase !== undefined) return {number: Number(number), phase: phase as Phase};
  throw new Failure(
    'usage/crash-at',
    `QUORATE_CRASH_AT is "${text}", expected <number>:before, <number>:sent or <number>:after`,
    {suggestions: ['unset QUORATE_CRASH_AT, or set it to a value such as 3:sent']},
  );
};
