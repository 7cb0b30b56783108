import {Failure} from '../../core/failure.js';
import type {Command, ExecOptions} from './transport.js';

/**
 * Runs `work` until it is done, `options.timeoutMs` has passed or `options.signal` fires. In the last two cases the
 * signal that `work` received fires, and the caller gets Failure 'timeout/command' or 'interrupted/command' at once.
 */
export const withDeadline = async <T>(
  command: Command,
  target: string,
  {signal, timeoutMs}: ExecOptions,
  work: (cancelled: AbortSignal) => Promise<T>,
): Promise<T> => {
  const controller = new AbortController();
  const interrupt = () => controller.abort(interrupted(command, target, signal?.reason));
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => controller.abort(late(command, target, timeoutMs)), timeoutMs);
  if (signal?.aborted) interrupt();
  signal?.addEventListener('abort', interrupt, {once: true});
  try {
    controller.signal.throwIfAborted();
    return await Promise.race([work(controller.signal), rejectionOf(controller.signal)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', interrupt);
  }
};

/** Never resolves; rejects with the signal's reason. */
export const rejectionOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), {once: true});
  });

const late = ({title}: Command, target: string, timeoutMs: number): Failure =>
  new Failure('timeout/command', `${target}: "${title}" timed out after ${timeoutMs / 1000} s`, {
    suggestions: [`check the load and the disks of ${target}, then run the same command again`],
  });

const interrupted = ({title}: Command, target: string, cause: unknown): Failure =>
  cause instanceof Failure
    ? cause
    : new Failure('interrupted/command', `${target}: "${title}" was interrupted`, {
        suggestions: ['run the same command again to resume'],
        cause,
      });
