import {Failure} from '../../core/failure.js';
import type {Stage} from '../../core/plan/action.js';
import {project} from '../../core/quorum/project.js';
import type {UnitRestarts} from '../../ports/host.js';
import type {RunContext} from '../context.js';
import {describeAction} from '../report/describe.js';
import {lanes} from './batches.js';
import {pendingActions} from './perform.js';
import {inLanes, performing} from './work.js';

/**
 * Takes back what a failed stage had begun, where the stage says how; the error to go on with. Whoever stopped the run
 * means to go on with it: then nothing is taken back.
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
    const back: Stage = {title: `Take back: ${stage.title}`, order: 'serial', actions: rollback};
    const begun = await Promise.all(
      lanes(back)
        .flat()
        .map(each => pendingActions(each, context)),
    );
    const what = begun.flat().flatMap(({actions}) => actions);
    if (what.length === 0) return error;
    const spared = await rollbackRisk(stage, context);
    if (spared !== undefined) return followed(error, `What was begun was not taken back: ${spared}.`);
    const said = await lastLogLines(stage, context);
    begins(back.title, rollback.length);
    await inLanes(back, performing(context).group);
    return followed(
      error,
      `${said}This was done after it failed: ${what.map(action => describeAction(action)).join(', ')}.`,
    );
  } catch (failed) {
    if (!(failed instanceof Failure)) throw failed;
    return followed(error, `What was begun could not be taken back: ${failed.message}`);
  }
}

/**
 * Why a member of etcd that serves is better left alone: somebody else is down meanwhile, and writes would stop. One that
 * does not serve itself has nothing to lose.
 */
async function rollbackRisk({requires}: Stage, {cluster, acceptDowntime}: RunContext): Promise<string | undefined> {
  if (requires?.kind !== 'restart') return undefined;
  const etcd = await cluster.etcd.state();
  if (!etcd.known || etcd.value.is !== 'formed') return undefined;
  const {safe, why} = project(etcd.value, requires, {acceptDowntime});
  return safe ? undefined : why;
}

/**
 * What the units that this stage started say, of those that do not hold, else of the first that runs: afterwards others
 * will have started them. One that is stopped has not had its turn.
 */
async function lastLogLines({actions}: Stage, {cluster}: RunContext): Promise<string> {
  const looked = await Promise.all(
    actions
      .filter(action => action.kind === 'service/run')
      .map(async ({host, unit}) => {
        const port = cluster.host(host);
        const {active = 'inactive', restarts = 0} = (await silent(port.restarts([unit]), NOBODY)).get(unit) ?? {};
        return {host, unit, active, restarts, words: await silent(port.lastLogLines(unit), [])};
      }),
  );
  const started = looked.filter(({active, words}) => active !== 'inactive' && words.length > 0);
  const failing = started.filter(({active, restarts}) => active !== 'active' || restarts > 0);
  return (failing.length > 0 ? failing : started.slice(0, 1))
    .map(({host, unit, words}) => `${unit} on ${host} said last:\n${words.map(line => `  ${line}\n`).join('')}`)
    .join('');
}

const NOBODY: ReadonlyMap<string, UnitRestarts> = new Map();

/** A host that cannot even be asked is no reason to leave things as they are. */
async function silent<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Failure) return otherwise;
    throw error;
  }
}

const followed = (error: Failure, by: string): Failure =>
  new Failure(error.code, `${error.message}\n${by}`, {suggestions: error.suggestions, cause: error});
