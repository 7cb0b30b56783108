import type {Stage} from '../../core/plan/action.js';
import {sharesWindow} from './chapters.js';
import {gathered} from './gathered.js';

/**
 * Stages one after another, or side by side when they share a window: the next begins the moment one has ended, none
 * once one has failed. Throws when those under way have ended.
 */
export async function sliding(stages: readonly Stage[], perform: (stage: Stage) => Promise<void>): Promise<void> {
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
  gathered(first?.window?.name ?? '', results);
}
