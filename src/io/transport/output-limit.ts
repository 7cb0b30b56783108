import {Failure} from '../../core/failure.js';
import {bytes} from '../../core/format.js';
import type {Command, ExecOptions} from './transport.js';

/**
 * How much a command on a host may print, on both outputs together, in bytes. A host that prints without end would fill
 * the memory of this machine. Each limit is many times what a large cluster needs.
 */
export const OUTPUT_LIMITS = {
  usual: 8 * 2 ** 20,
  /** Facts of a host, and lists of all objects of a kind. */
  large: 32 * 2 ** 20,
} as const;

/** Calls `exceeded` once, when more than `maxBytes` were received. */
export const counted = (
  maxBytes: ExecOptions['maxBytes'] = OUTPUT_LIMITS.usual,
  exceeded: (maxBytes: number) => void,
): ((chunk: Buffer) => void) => {
  let heard = 0;
  return chunk => {
    const before = heard;
    heard += chunk.length;
    if (before <= maxBytes && heard > maxBytes) exceeded(maxBytes);
  };
};

export const tooMuchOutput = ({title}: Command, target: string, maxBytes: number): Failure =>
  new Failure(
    'hosts/too-much-output',
    `${target}: "${title}" printed more than ${bytes(maxBytes)}, and was cancelled`,
    {
      suggestions: [
        `on ${target}, look for a startup file of the shell, a program or a log that prints without end, and for signs of an intruder`,
        'then run the same command again',
      ],
    },
  );
