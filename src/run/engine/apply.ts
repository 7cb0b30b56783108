import {Failure} from '../../core/failure.js';
import {monotonicMs} from '../../io/clock.js';
import type {RunContext} from '../context.js';
import {stepFor} from '../steps/index.js';
import type {Batch, Passage} from './batches.js';

/** Does what is due, batch after batch, and tells of each. */
export async function apply(batches: Passage, context: RunContext): Promise<void> {
  for (const together of roundTrips(batches)) {
    stopWhenTold(context);
    const started = monotonicMs();
    const about = together.map(({actions, host}) => ({actions, ...(host === undefined ? {} : {host})}));
    for (const each of about) context.report({type: 'actions-started', ...each});
    await applyTogether(together, context);
    for (const each of about) context.report({type: 'actions-done', ...each, tookMs: monotonicMs() - started});
  }
}

/** Batches in order, those that do no more than to put files together with their neighbours of that sort. */
function roundTrips(batches: Passage): readonly Passage[] {
  const made: Batch[][] = [];
  for (const batch of batches) {
    const last = made.at(-1);
    if (last && places(last[0]!) && places(batch)) last.push(batch);
    else made.push([batch]);
  }
  return made;
}

const places = ({kind}: Batch): boolean => stepFor(kind).files !== undefined;

async function applyTogether(batches: readonly Batch[], context: RunContext): Promise<void> {
  const [first] = batches;
  if (batches.length === 1) return stepFor(first!.kind).apply(first!.actions, context);
  const files = await Promise.all(batches.map(({kind, actions}) => stepFor(kind).files!(actions, context)));
  await context.site.host(first!.host!).put(files.flat());
}

export function stopWhenTold({signal}: RunContext): void {
  if (signal.aborted) throw new Failure('interrupted/stopped', 'stopped before the next step');
}
