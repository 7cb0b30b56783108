import type {Evidence} from '../core/diagnosis/evidence.js';
import {Failure} from '../core/failure.js';
import {listed} from '../core/format.js';
import type {Plan} from '../core/plan/action.js';
import type {PlanInput} from '../core/plan/input.js';
import type {RunContext} from '../run/context.js';
import {poll} from '../run/poll.js';
import type {Verb} from './verb.js';

interface Waiting<T> {
  /** What a look still sees on its way. */
  readonly left: (seen: T) => readonly string[];
  /** "to serve", "to run". */
  readonly what: string;
  readonly withinMs: number;
}

/**
 * Looks again and again while something is on its way. What does not arrive in time stands as the last look saw it: it
 * is for others to judge. Throws Failure 'interrupted/waiting'.
 */
export async function pollUntilStable<T>(
  first: T,
  look: () => Promise<T>,
  {left, what, withinMs}: Waiting<T>,
  told: Pick<RunContext, 'report' | 'signal' | 'clock'>,
): Promise<T> {
  const waitedFor = left(first);
  if (waitedFor.length === 0) return first;
  let last = first;
  const arrived = async () => {
    last = await look();
    const missing = left(last);
    return {done: missing.length === 0, seen: missing.length === 0 ? '' : `${listed(missing)} not yet`};
  };
  try {
    await poll(arrived, {forWhat: `${listed(waitedFor)} ${what}`, withinMs, everyMs: 1000}, told);
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'timeout/condition')) throw error;
  }
  return last;
}

/** A look at everything, made again while something is on its way that should not be held against the run. */
export async function awaitServing(
  {waitFor}: Verb,
  look: () => Promise<PlanInput>,
  told: Pick<RunContext, 'report' | 'signal' | 'clock'>,
): Promise<PlanInput> {
  const first = await look();
  if (waitFor === undefined) return first;
  const {onItsWay, withinSeconds} = waitFor;
  return pollUntilStable(first, look, {left: onItsWay, what: 'to serve', withinMs: withinSeconds * 1000}, told);
}

const WITHIN_MS = 30_000;

/**
 * The last look of a run, made again while a unit that the run has started is still being started again by systemd until
 * what it needs is there: flanneld, say, until its node has a range of addresses. One that does not get up in time is
 * the doctor's to judge.
 */
export async function awaitUnitsUp(
  plan: Plan,
  last: Evidence,
  look: () => Promise<Evidence>,
  told: Pick<RunContext, 'report' | 'signal' | 'clock'>,
): Promise<Evidence> {
  const started = plan.flatMap(({actions}) => actions.flatMap(action => (action.kind === 'service/run' ? action : [])));
  const left = ({observed}: Evidence): readonly string[] =>
    started.flatMap(({host, unit}) => {
      const facts = observed.hosts.get(host);
      return facts?.known && facts.value.units.get(unit)?.active === 'activating' ? [`${unit} on ${host}`] : [];
    });
  return pollUntilStable(last, look, {left, what: 'to run', withinMs: WITHIN_MS}, told);
}
