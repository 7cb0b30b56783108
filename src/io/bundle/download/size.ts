import {Failure} from '../../../core/failure.js';
import {bytes} from '../../../core/format.js';

/** @param where URL or file name. */
export const tooLarge = (where: string, most: number): Failure =>
  new Failure('download/wrong-size', `Downloading ${where}: it has more than the ${bytes(most)} that it may have`, {
    suggestions: look(where),
  });

export const otherSize = (where: string, found: number, expected: number): Failure =>
  new Failure('download/wrong-size', `Downloading ${where}: it has ${found} bytes, and must have ${expected}`, {
    suggestions: look(where),
  });

/** Upstream releases no empty file. */
export const empty = (where: string): Failure =>
  new Failure('download/wrong-size', `Downloading ${where}: it is empty`, {suggestions: look(where)});

const look = (where: string): readonly string[] => [
  where.startsWith('http') ? `look at it: curl -sL ${where} | head -c 300` : `look at it: head -c 300 ${where}`,
];
