import type {Evidence} from '../core/diagnosis/evidence.js';
import type {Plan} from '../core/plan/action.js';
import type {RunContext} from '../run/context.js';
import {lookAgain} from './look-again.js';

const WITHIN_MS = 30_000;

/**
 * The last look of a run, made again while a unit that the run has started is still being started again by systemd until
 * what it needs is there: flanneld, say, until its node has a range of addresses. One that does not get up in time is
 * the doctor's to judge.
 */
export async function risen(
  plan: Plan,
  last: Evidence,
  look: () => Promise<Evidence>,
  told: Pick<RunContext, 'report' | 'signal'>,
): Promise<Evidence> {
  const started = plan.flatMap(({actions}) => actions.flatMap(action => (action.kind === 'service/run' ? action : [])));
  const left = ({observed}: Evidence): readonly string[] =>
    started.flatMap(({host, unit}) => {
      const facts = observed.hosts.get(host);
      return facts?.known && facts.value.units.get(unit)?.active === 'activating' ? [`${unit} on ${host}`] : [];
    });
  return lookAgain(last, look, {left, what: 'to run', withinMs: WITHIN_MS}, told);
}
