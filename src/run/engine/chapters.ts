import type {Plan, Stage} from '../../core/plan/action.js';
import {placesOnly} from './batches.js';

/**
 * Stages in order, those that only put things in place on hosts together: what they need to know of a host is asked
 * once before the first of them and once after the last. Those of one window belong together as well.
 */
export function chapters(plan: Plan): readonly (readonly Stage[])[] {
  const made: Stage[][] = [];
  for (const stage of plan) {
    const last = made.at(-1);
    if (last && (sharesLooks(last[0]!, stage) || sharesWindow(last[0]!, stage))) last.push(stage);
    else made.push([stage]);
  }
  return made;
}

const sharesLooks = (one: Stage, other: Stage): boolean => placesOnly(one) && placesOnly(other);

export const sharesWindow = (one: Stage, other: Stage): boolean =>
  other.window !== undefined && one.window?.name === other.window.name;
