import {Failure} from '../core/failure.js';
import {listed} from '../core/format.js';
import type {Situation} from '../core/plan/situation.js';
import type {RunContext} from '../run/context.js';
import {until} from '../run/engine/until.js';
import type {Flow} from './flow.js';

/**
 * A look at everything, again and again while something is on its way that should not be held against the run. When it
 * does not arrive in time, the last look stands for how things are.
 */
export async function settled(
  {settles}: Flow,
  look: () => Promise<Situation>,
  told: Pick<RunContext, 'report' | 'signal'>,
): Promise<Situation> {
  let situation = await look();
  const waitedFor = settles?.onItsWay(situation) ?? [];
  if (settles === undefined || waitedFor.length === 0) return situation;
  const arrived = async () => {
    situation = await look();
    const left = settles.onItsWay(situation);
    return {done: left.length === 0, seen: left.length === 0 ? '' : `${listed(left)} not yet`};
  };
  try {
    await until(
      arrived,
      {forWhat: `${listed(waitedFor)} to serve`, withinMs: settles.withinSeconds * 1000, everyMs: 1000},
      told,
    );
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'timeout/condition')) throw error;
  }
  return situation;
}
