import type {Plan, Stage} from '../../core/plan/action.js';
import {placesOnly} from './batches.js';

/**
 * Stages in order, those that only put things in place on hosts together: what they need to know of a host is asked
 * once before the first of them and once after the last.
 */
export function chapters(plan: Plan): readonly (readonly Stage[])[] {
  const made: Stage[][] = [];
  for (const stage of plan) {
    const last = made.at(-1);
    if (last && placesOnly(last[0]!) && placesOnly(stage)) last.push(stage);
    else made.push([stage]);
  }
  return made;
}
