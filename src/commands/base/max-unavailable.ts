import {Failure} from '../../core/failure.js';
import type {RolloutOptions} from '../../core/plan/input.js';

/**
 * What `--max-unavailable` says: "3" or "10%".
 * @throws Failure usage/max-unavailable
 */
export function maxUnavailableOf(text: string): RolloutOptions['maxUnavailable'] {
  const [, digits, sign] = /^(\d{1,4})(%?)$/.exec(text) ?? [];
  const count = Number(digits);
  if (digits === undefined || count < 1 || (sign === '%' && count > 100))
    throw new Failure(
      'usage/max-unavailable',
      `--max-unavailable ${text}: not a number of workers, nor a percentage from 1% to 100%`,
      {
        suggestions: ['--max-unavailable 3', '--max-unavailable 10%'],
      },
    );
  return sign === '%' ? {percent: count} : count;
}
