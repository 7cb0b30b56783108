import type {Situation} from '../core/plan/situation.js';
import type {RunContext} from '../run/context.js';
import type {Flow} from './flow.js';
import {lookAgain} from './look-again.js';

/** A look at everything, made again while something is on its way that should not be held against the run. */
export async function settled(
  {settles}: Flow,
  look: () => Promise<Situation>,
  told: Pick<RunContext, 'report' | 'signal'>,
): Promise<Situation> {
  const first = await look();
  if (settles === undefined) return first;
  const {onItsWay, withinSeconds} = settles;
  return lookAgain(first, look, {left: onItsWay, what: 'to serve', withinMs: withinSeconds * 1000}, told);
}
