import {Failure} from '../../core/failure.js';
import {runnerOf} from '../actions/index.js';
import type {RunContext} from '../context.js';
import type {Batch, CheckedGroup} from './batches.js';

/** Of each batch the actions that are not done, with the reason for the first; a batch that is done is left out. */
export async function pendingActions(
  group: CheckedGroup,
  context: RunContext,
): Promise<readonly (Batch & {readonly because: string})[]> {
  const checked = await Promise.all(
    group.map(async batch => ({batch, due: await runnerOf(batch.kind).check(batch.actions, context)})),
  );
  return checked.flatMap(({batch, due}) => {
    const [first] = due;
    return first ? [{...batch, actions: due.map(({action}) => action), because: first.because}] : [];
  });
}

/** Throws Failure 'run/verification-failed' when an applied action is still pending. */
export async function verifyDone(batches: CheckedGroup, context: RunContext): Promise<void> {
  const verifiable = batches.filter(({kind}) => runnerOf(kind).unverifiable !== true);
  const [pending] = await pendingActions(verifiable, context);
  if (pending === undefined) return;
  const where = pending.host === undefined ? '' : `${pending.host}: `;
  throw new Failure(
    'run/verification-failed',
    `${where}${pending.kind}: verification failed: still ${pending.because}`,
    {suggestions: ['run the same command again; if the message is the same, read the log']},
  );
}

/** Applies batches one after another, and reports the start and the end of each. */
export async function apply(batches: CheckedGroup, context: RunContext): Promise<void> {
  for (const shared of roundTrips(batches)) {
    throwIfStopped(context);
    const started = context.clock.monotonicMs();
    const subjects = shared.map(({actions, host}) => ({actions, ...(host === undefined ? {} : {host})}));
    for (const each of subjects) context.report({type: 'actions-started', ...each});
    await applyShared(shared, context);
    for (const each of subjects)
      context.report({type: 'actions-done', ...each, tookMs: context.clock.monotonicMs() - started});
  }
}

/** Batches in order; neighbours that only put files share a round trip. */
function roundTrips(batches: CheckedGroup): readonly CheckedGroup[] {
  const made: Batch[][] = [];
  for (const batch of batches) {
    const last = made.at(-1);
    if (last && putsFiles(last[0]!) && putsFiles(batch)) last.push(batch);
    else made.push([batch]);
  }
  return made;
}

const putsFiles = ({kind}: Batch): boolean => runnerOf(kind).files !== undefined;

async function applyShared(batches: readonly Batch[], context: RunContext): Promise<void> {
  const [first] = batches;
  if (batches.length === 1) return runnerOf(first!.kind).apply(first!.actions, context);
  const files = await Promise.all(batches.map(({kind, actions}) => runnerOf(kind).files!(actions, context)));
  await context.cluster.host(first!.host!).put(files.flat());
}

export function throwIfStopped({signal}: RunContext): void {
  if (signal.aborted)
    throw new Failure('interrupted/stopped', 'the run was stopped before its next step', {
      suggestions: ['run the same command again to resume'],
    });
}
