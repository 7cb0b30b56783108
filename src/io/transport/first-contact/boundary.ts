import {randomBytes} from 'node:crypto';

/**
 * A random word that only a shell can put together: the halves are arguments of the command in the wrong order. A host
 * that repeats the command line, instead of running it, does not print the word.
 */
export interface Boundary {
  readonly halves: readonly [string, string];
  readonly word: string;
}

export const newBoundary = (): Boundary => {
  const [first, second] = [randomBytes(8).toString('hex'), randomBytes(8).toString('hex')];
  return {halves: [second, first], word: `${first}${second}`};
};
