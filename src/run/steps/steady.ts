import {Failure} from '../../core/failure.js';
import type {ActionOf} from '../../core/plan/action.js';
import type {RunContext} from '../context.js';
import {gathered} from '../engine/gathered.js';
import {type Seen, until} from '../engine/until.js';
import {dueBySight, type Step} from './step.js';

type AwaitSteady = ActionOf<'service/await-steady'>;

export const serviceAwaitSteady: Step<AwaitSteady> = {
  scope: 'cluster',
  check: (actions, context) => dueBySight(actions, action => steady(action, context)),
  apply: async (actions, context) =>
    gathered('Wait for steady services', await Promise.allSettled(actions.map(each => awaitSteady(each, context)))),
};

/** Restarts by itself that are put down to bad luck: what it needs may come a moment after it. */
const FORGIVEN = 3;
/** A process in its first moments looks like one that has run for years. */
const STEADY_SECONDS = 2;

async function steady({host, unit}: AwaitSteady, {site}: RunContext): Promise<Seen & {readonly restarts: number}> {
  const found = (await site.host(host).restarts([unit])).get(unit);
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
  const look = async (): Promise<Seen> => {
    const seen = await steady(action, context);
    // systemd may have started by itself what was just put in place, and goes on counting from what it replaced.
    before ??= seen.restarts;
    if (seen.restarts - before > FORGIVEN) throw await endsAgain(action, seen.restarts, context);
    return seen;
  };
  return until(
    look,
    {
      forWhat: `${unit} on ${host} to run without ending`,
      withinMs: 60_000,
      lookAt: `see why on ${host}: \`journalctl --unit=${unit}\``,
    },
    context,
  );
}

async function endsAgain({host, unit}: AwaitSteady, times: number, {site}: RunContext): Promise<Failure> {
  const said = (await site.host(host).lastWords(unit)).at(-1);
  return new Failure(
    'service/ends-again',
    `${host}: ${unit} ends again and again: ${times} times since it was started; ${
      said === undefined ? 'its log says nothing' : `its log ends with: ${said}`
    }`,
    {suggestions: [`see why on ${host}: \`journalctl --unit=${unit}\``]},
  );
}
