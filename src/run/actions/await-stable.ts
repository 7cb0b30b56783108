import type {ActionOf} from '../../core/actions/action.js';
import {Failure} from '../../core/failure.js';
import {errorLine} from '../../core/log-lines.js';
import {throwCombined} from '../combine-failures.js';
import type {RunContext} from '../context.js';
import {type PollResult, poll} from '../poll.js';
import {type ActionRunner, pendingBy} from './runner.js';

type AwaitStable = ActionOf<'service/await-stable'>;

export const serviceAwaitStable: ActionRunner<AwaitStable> = {
  check: (actions, context) => pendingBy(actions, action => stability(action, context)),
  apply: async (actions, context) =>
    throwCombined(
      'Wait until units are stable',
      await Promise.allSettled(actions.map(each => awaitStable(each, context))),
    ),
};

/** Restarts that are tolerated: what the unit needs may be started a moment after it. */
const TOLERATED_RESTARTS = 3;
/** A process that crashes at start runs for a moment first. */
const STABLE_SECONDS = 2;

async function stability(
  {host, unit}: AwaitStable,
  {cluster}: RunContext,
): Promise<PollResult & {readonly restarts: number}> {
  const found = (await cluster.host(host).restarts([unit])).get(unit);
  const {active, restarts, activeSeconds} = found ?? {active: 'not installed', restarts: 0};
  const since = activeSeconds === undefined ? '' : ` for ${activeSeconds} s`;
  return {
    done: active === 'active' && activeSeconds !== undefined && activeSeconds >= STABLE_SECONDS,
    seen: `${unit} is ${active}${since}, restarted ${restarts} times`,
    restarts,
  };
}

function awaitStable(action: AwaitStable, context: RunContext): Promise<void> {
  const {host, unit} = action;
  let before: number | undefined;
  const readState = async (): Promise<PollResult> => {
    const status = await stability(action, context);
    // systemd may have restarted the unit with the new files by itself; its counter includes earlier restarts.
    before ??= status.restarts;
    if (status.restarts - before > TOLERATED_RESTARTS) throw await crashLoop(action, status.restarts, context);
    return status;
  };
  return poll(
    readState,
    {
      forWhat: `${unit} on ${host} to be stable`,
      withinMs: 60_000,
      hint: `on ${host}: \`journalctl --unit=${unit}\``,
    },
    context,
  );
}

async function crashLoop({host, unit}: AwaitStable, restarts: number, {cluster}: RunContext): Promise<Failure> {
  const lastLine = errorLine(await cluster.host(host).lastLogLines(unit));
  return new Failure(
    'service/crash-loop',
    `${host}: ${unit} is crash-looping (${restarts} restarts); ${
      lastLine === undefined ? 'its log is empty' : `last log line: ${lastLine}`
    }`,
    {
      suggestions: [
        `on ${host}: \`journalctl --unit=${unit}\``,
        'correct the cause, for example a flag in the configuration, then run the same command again',
      ],
    },
  );
}
