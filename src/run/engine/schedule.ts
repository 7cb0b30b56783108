import type {Plan, Stage} from '../../core/plan/stage.js';
import {throwCombined} from '../combine-failures.js';
import {onlyInstalls} from './batches.js';

/**
 * Stages in order. Neighbours that only install share their checks: the facts of a host are read once before the first
 * of them and once after the last. Stages of one window form a group as well.
 */
export function groupStages(plan: Plan): readonly (readonly Stage[])[] {
  const made: Stage[][] = [];
  for (const stage of plan) {
    const last = made.at(-1);
    if (last && (sharesChecks(last[0]!, stage) || sharesWindow(last[0]!, stage))) last.push(stage);
    else made.push([stage]);
  }
  return made;
}

const sharesChecks = (one: Stage, other: Stage): boolean => onlyInstalls(one) && onlyInstalls(other);

const sharesWindow = (one: Stage, other: Stage): boolean =>
  other.window !== undefined && one.window?.name === other.window.name;

/**
 * Stages one after another, or in parallel up to the width of a window that they share: the next starts when one ends,
 * and none starts after a failure. Throws when the running ones have ended.
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
