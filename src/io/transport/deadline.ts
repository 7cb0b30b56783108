import {Failure} from '../../core/failure.js';
import {counted, tooMuchOutput} from './output-limit.js';
import {type Progress, watched} from './progress.js';
import type {Command, ExecOptions} from './transport.js';

/**
 * Runs `work` until it is done, `options.timeoutMs` has passed, `options.stallMs` have passed without progress, more than
 * `options.maxBytes` were printed, or `options.signal` fires. Then the signal that `work` received fires, and the caller
 * gets Failure 'timeout/command', 'hosts/too-much-output' or 'interrupted/command' at once.
 *
 * @param work gets the command and the listener to use: progress is what passes through them.
 */
export const withDeadline = async <T>(
  command: Command,
  target: string,
  {signal, timeoutMs = Number.POSITIVE_INFINITY, stallMs, maxBytes, onStdout}: ExecOptions,
  work: (cancelled: AbortSignal, progress: Progress) => Promise<T>,
): Promise<T> => {
  const controller = new AbortController();
  const interrupt = () => controller.abort(interrupted(command, target, signal?.reason));
  const timer = Number.isFinite(timeoutMs)
    ? setTimeout(() => controller.abort(late(command, target, timeoutMs)), timeoutMs)
    : undefined;
  const progress = watched(
    {command, ...(onStdout && {onStdout})},
    stallMs,
    stalledMs => controller.abort(stalled(command, target, stalledMs)),
    counted(maxBytes, limit => controller.abort(tooMuchOutput(command, target, limit))),
  );
  if (signal?.aborted) interrupt();
  signal?.addEventListener('abort', interrupt, {once: true});
  try {
    controller.signal.throwIfAborted();
    return await Promise.race([work(controller.signal, progress), rejectionOf(controller.signal)]);
  } finally {
    clearTimeout(timer);
    progress.end();
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
    suggestions: lookAt(target),
  });

const stalled = ({title}: Command, target: string, stallMs: number): Failure =>
  new Failure('timeout/command', `${target}: "${title}" made no progress for ${stallMs / 1000} s`, {
    suggestions: lookAt(target),
  });

const lookAt = (target: string): readonly string[] => [
  `on ${target}, see whether a disk or a mount does not answer (processes in state D): ps -eo state,pid,args | grep ^D; dmesg | tail`,
  'and how busy it is: uptime; then run the same command again',
];

const interrupted = ({title}: Command, target: string, cause: unknown): Failure =>
  cause instanceof Failure
    ? cause
    : new Failure('interrupted/command', `${target}: "${title}" was interrupted`, {
        suggestions: ['run the same command again to resume'],
        cause,
      });
