import {Failure} from '../../core/failure.js';
import type {ActionOf} from '../../core/plan/action.js';
import {throwCombined} from '../combine-failures.js';
import type {RunContext} from '../context.js';
import {type PollResult, poll} from '../poll.js';
import {pendingWhere, type Step} from './action.js';

type AwaitSteady = ActionOf<'service/await-stable'>;

export const serviceAwaitSteady: Step<AwaitSteady> = {
  scope: 'cluster',
  check: (actions, context) => pendingWhere(actions, action => steady(action, context)),
  apply: async (actions, context) =>
    throwCombined(
      'Wait for steady services',
      await Promise.allSettled(actions.map(each => awaitSteady(each, context))),
    ),
};

/** Restarts by itself that are put down to bad luck: what it needs may come a moment after it. */
const FORGIVEN = 3;
/** A process in its first moments looks like one that has run for years. */
const STEADY_SECONDS = 2;

async function steady(
  {host, unit}: AwaitSteady,
  {cluster}: RunContext,
): Promise<PollResult & {readonly restarts: number}> {
  const found = (await cluster.host(host).restarts([unit])).get(unit);
  const {active, restarts, activeSeconds} = found ?? {active: 'not installed', restarts: 0};
  const since = activeSeconds === undefined ? '' : ` for ${activeSeconds} s`;
  return {
    done: active === 'active' && activeSeconds !== undefined && activeSeconds >= STEADY_SECONDS,
    seen: `${unit} is ${active}${since}, and has ended by itself ${restarts} times since it was started`,
    restarts,
  };
}

function awaitSteady(action: AwaitSteady, context: RunContext): Promise<void> {
  const {host, unit} = action;
  let before: number | undefined;
  const look = async (): Promise<PollResult> => {
    const seen = await steady(action, context);
    // systemd may have started by itself what was just put in place, and goes on counting from what it replaced.
    before ??= seen.restarts;
    if (seen.restarts - before > FORGIVEN) throw await endsAgain(action, seen.restarts, context);
    return seen;
  };
  return poll(
    look,
    {
      forWhat: `${unit} on ${host} to run without ending`,
      withinMs: 60_000,
      lookAt: `see why on ${host}: \`journalctl --unit=${unit}\``,
    },
    context,
  );
}

async function endsAgain({host, unit}: AwaitSteady, times: number, {cluster}: RunContext): Promise<Failure> {
  const said = (await cluster.host(host).lastLogLines(unit)).at(-1);
  return new Failure(
    'service/crash-loop',
    `${host}: ${unit} ends again and again: ${times} times since it was started; ${
      said === undefined ? 'its log says nothing' : `its log ends with: ${said}`
    }`,
    {suggestions: [`see why on ${host}: \`journalctl --unit=${unit}\``]},
  );
}
