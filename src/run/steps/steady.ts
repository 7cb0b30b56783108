import {Failure} from '../../core/failure.js';
import type {ActionOf} from '../../core/plan/action.js';
import {monotonicMs} from '../../io/clock.js';
import type {RunContext} from '../context.js';
import {gathered} from '../engine/gathered.js';
import {type Seen, until} from '../engine/until.js';
import {leavingNothing} from './step.js';

type AwaitSteady = ActionOf<'service/await-steady'>;

/**
 * Steadiness is seen over time: at a glance a process in its first second looks like one that has run for years. So a
 * glance is not trusted in either direction, and to have waited is all there is to know.
 */
export const serviceAwaitSteady = leavingNothing<AwaitSteady>({
  scope: 'cluster',
  because: ({unit}) => `whether ${unit} goes on running is only known by waiting`,
  apply: async (actions, context) =>
    gathered('Wait for steady services', await Promise.allSettled(actions.map(each => steady(each, context)))),
});

/** Restarts by itself that are put down to bad luck: what it needs may come a moment after it. */
const FORGIVEN = 3;
const STEADY_MS = 2000;

function steady(action: AwaitSteady, context: RunContext): Promise<void> {
  const {host, unit} = action;
  let since: {readonly restarts: number; readonly ms: number} | undefined;
  const look = async (): Promise<Seen> => {
    const found = (await context.site.host(host).restarts([unit])).get(unit);
    const {active, restarts} = found ?? {active: 'not installed', restarts: 0};
    if (restarts > FORGIVEN) throw await endsAgain(action, restarts, context);
    if (active !== 'active') since = undefined;
    else if (since?.restarts !== restarts) since = {restarts, ms: monotonicMs()};
    return {
      done: since !== undefined && monotonicMs() - since.ms >= STEADY_MS,
      seen: `${unit} is ${active}, and has ended by itself ${restarts} times since it was started`,
    };
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
