import type {EventEmitter} from 'node:events';
import {Failure} from '../../core/failure.js';

interface Outputs {
  readonly stdout: EventEmitter;
  readonly stderr: EventEmitter;
}

/**
 * Output that nothing can take any more never ends a run in the middle of a stage: a pipe whose reader has left (EPIPE),
 * a terminal that is closed (EIO), a full disk (ENOSPC). The run continues without it. The listener that oclif adds throws
 * for all but EPIPE, and is replaced.
 *
 * @param incomplete is called once when a result on standard output was lost, and not because its reader left.
 */
export const tolerateLostOutput = ({stdout, stderr}: Outputs, incomplete: (failure: Failure) => void): void => {
  let isReported = false;
  for (const stream of [stdout, stderr]) stream.removeAllListeners('error');
  stderr.on('error', () => undefined);
  stdout.on('error', (cause: NodeJS.ErrnoException) => {
    if (isReported || READER_LEFT.includes(cause.code)) return;
    isReported = true;
    incomplete(outputIncomplete(cause));
  });
};

const READER_LEFT: readonly (string | undefined)[] = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];

const outputIncomplete = (cause: Error): Failure =>
  new Failure('files/output-incomplete', `the output of this command is incomplete: ${cause.message}`, {
    suggestions: ['free space where standard output goes, then run the same command again'],
    cause,
  });
