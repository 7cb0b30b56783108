import {describeAction} from '../../core/actions/action.js';
import {Failure} from '../../core/failure.js';
import {raisedBy} from '../../core/plan/rollout/raised.js';
import type {Stage} from '../../core/plan/stage.js';
import {project} from '../../core/quorum/project.js';
import type {UnitRestarts} from '../../ports/host.js';
import type {RunContext} from '../context.js';
import {lanes} from './batches.js';
import {heals, leftUndone} from './left-undone.js';
import {pendingActions} from './perform.js';
import {runLanes, surviving} from './work.js';

/**
 * Rolls back a failed stage, if the stage says how, and waits for a connection that is lost. A run that was asked to stop
 * is not rolled back: the next run resumes it.
 *
 * @returns the error to throw: the given one, with what was rolled back.
 */
export async function rollBack(
  stage: Stage,
  error: unknown,
  context: RunContext,
  begins: (title: string, actions: number) => void,
): Promise<unknown> {
  const {rollback = []} = stage;
  if (rollback.length === 0 || !(error instanceof Failure) || context.signal.aborted) return error;
  try {
    const back: Stage = {title: `Roll back: ${stage.title}`, order: 'serial', actions: rollback};
    const pending = await Promise.all(
      lanes(back)
        .flat()
        .map(each => pendingActions(each, context)),
    );
    const actions = pending.flat().flatMap(batch => batch.actions);
    if (actions.length === 0) return error;
    const risk = await rollbackRisk(stage, context);
    if (risk !== undefined) return extended(error, `Not rolled back: ${risk}.`);
    const log = await lastLogLines(stage, context);
    begins(back.title, rollback.length);
    await runLanes(back, surviving(context));
    return extended(error, `${log}Rolled back: ${actions.map(action => describeAction(action)).join(', ')}.`);
  } catch (failed) {
    if (!(failed instanceof Failure)) throw failed;
    return extended(error, `The rollback failed: ${failed.message}\n${leftUndone(rollback)}`, [
      ...failed.suggestions,
      ...heals(rollback),
    ]);
  }
}

/**
 * Why a serving etcd member is not restarted for a rollback: the older version would not start, or another voter went down
 * meanwhile, and writes would stop. A member that does not serve can be restarted without a loss.
 */
async function rollbackRisk(stage: Stage, {cluster, acceptDowntime}: RunContext): Promise<string | undefined> {
  const {requires} = stage;
  if (requires?.kind !== 'restart') return undefined;
  const etcd = await cluster.etcd.state();
  if (!etcd.known || etcd.value.is !== 'formed') return undefined;
  const raised = raisedBy(stage, etcd.value.members);
  if (raised !== undefined) return raised;
  const {safe, why} = project(etcd.value, requires, {acceptDowntime});
  return safe ? undefined : why;
}

/**
 * The last log lines of the failing units that this stage started, else of its first running unit. Read before the
 * rollback restarts them. A stopped unit was not started yet.
 */
async function lastLogLines({actions}: Stage, {cluster}: RunContext): Promise<string> {
  const units = await Promise.all(
    actions
      .filter(action => action.kind === 'service/run')
      .map(async ({host, unit}) => {
        const client = cluster.host(host);
        const {active = 'inactive', restarts = 0} = (await orElse(client.restarts([unit]), NONE)).get(unit) ?? {};
        return {host, unit, active, restarts, lines: await orElse(client.lastLogLines(unit), [])};
      }),
  );
  const started = units.filter(({active, lines}) => active !== 'inactive' && lines.length > 0);
  const failing = started.filter(({active, restarts}) => active !== 'active' || restarts > 0);
  return (failing.length > 0 ? failing : started.slice(0, 1))
    .map(({host, unit, lines}) => `last log lines of ${unit} on ${host}:\n${lines.map(line => `  ${line}\n`).join('')}`)
    .join('');
}

const NONE: ReadonlyMap<string, UnitRestarts> = new Map();

/** The log is extra information: a host that cannot be asked for it does not prevent the rollback. */
async function orElse<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Failure) return otherwise;
    throw error;
  }
}

const extended = (error: Failure, by: string, suggestions: readonly string[] = []): Failure =>
  new Failure(error.code, `${error.message}\n${by}`, {
    suggestions: [...new Set([...error.suggestions, ...suggestions])],
    cause: error,
  });
