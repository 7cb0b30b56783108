import {Failure} from '../../core/failure.js';
import type {Moves} from '../../core/plan/situation.js';

/**
 * What `--window` says: "3" or "10%".
 * @throws Failure usage/window
 */
export function windowOf(text: string): Moves['window'] {
  const [, digits, sign] = /^(\d{1,4})(%?)$/.exec(text) ?? [];
  const count = Number(digits);
  if (digits === undefined || count < 1 || (sign === '%' && count > 100))
    throw new Failure('usage/window', `--window ${text}: is neither a number of workers nor a share of them`, {
      suggestions: ['--window 3', '--window 10%'],
    });
  return sign === '%' ? {percent: count} : count;
}
