import type {Plan, Stage} from '../../core/plan/action.js';
import {throwCombined} from '../combine-failures.js';
import {placesOnly} from './batches.js';

/**
 * Stages in order, those that only put things in place on hosts together: what they need to know of a host is asked
 * once before the first of them and once after the last. Those of one window belong together as well.
 */
export function groupStages(plan: Plan): readonly (readonly Stage[])[] {
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

/**
 * Stages one after another, or side by side when they share a window: the next begins the moment one has ended, none
 * once one has failed. Throws when those under way have ended.
 */
export async function rolling(stages: readonly Stage[], perform: (stage: Stage) => Promise<void>): Promise<void> {
  const [first] = stages;
  const width = first !== undefined && sharesWindow(first, first) ? first.window!.width : 1;
  const waiting = [...stages];
  const results: PromiseSettledResult<void>[] = [];
  const lane = async () => {
    for (let stage = waiting.shift(); stage !== undefined; stage = waiting.shift()) {
      const [result] = await Promise.allSettled([perform(stage)]);
      results.push(result);
      if (result.status === 'rejected') waiting.length = 0;
    }
  };
  await Promise.all(Array.from({length: width}, lane));
  throwCombined(first?.window?.name ?? '', results);
}
