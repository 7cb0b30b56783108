import type {Action} from '../../core/actions/action.js';
import {Failure} from '../../core/failure.js';
import {isOutage} from '../../core/outage.js';
import {runnerOf} from '../actions/index.js';
import {putFiles} from '../actions/put-files.js';
import type {Pending} from '../actions/runner.js';
import {answerWithin} from '../answer-within.js';
import type {RunContext} from '../context.js';
import {mayProceed, stopped} from '../may-proceed.js';
import {throughOutage} from '../outage.js';
import type {Batch, CheckedGroup} from './batches.js';

/**
 * Of each batch the actions that are not done, with the reason for the first; a batch that is done is left out. Waits for
 * connections that are lost. Throws Failure 'interrupted/stopped' when the run is stopped before all have answered.
 */
export async function pendingActions(
  group: CheckedGroup,
  context: RunContext,
): Promise<readonly (Batch & {readonly because: string})[]> {
  const answers = await Promise.all(group.map(async batch => ({batch, due: await checked(batch, context)})));
  return answers.flatMap(({batch, due}) => {
    const [first] = due;
    return first ? [{...batch, actions: due.map(({action}) => action), because: first.because}] : [];
  });
}

async function checked({kind, host, actions}: Batch, context: RunContext): Promise<readonly Pending<Action>[]> {
  const check = () => runnerOf(kind).check(actions, context);
  const asking = () => throughOutage(check, {where: host ?? 'the hosts', isOver: isOutage}, context);
  const asked = await answerWithin(asking, CHECK_MS, context);
  if (asked.is === 'answered') return asked.answer;
  throw asked.is === 'stopped' ? stopped() : noAnswer(kind, host);
}

/** Every command has a limit of its own: this is for what waits for several, and for a connection between them. */
const CHECK_MS = 600_000;

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
    await mayProceed(context);
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
  const putting = batches.map(({kind, actions}) => ({runner: runnerOf(kind), actions}));
  await putFiles(first!.host!, putting, context);
}

const noAnswer = (kind: Action['kind'], host: string | undefined): Failure =>
  new Failure('timeout/condition', `${host === undefined ? '' : `${host}: `}${kind}: the check got no answer`, {
    suggestions: ['see which hosts answer: quorate topology check', 'then run the same command again'],
  });
