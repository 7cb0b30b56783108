import {Failure} from '../../../src/core/failure.js';
import type {Plan} from '../../../src/core/plan/action.js';
import {type Case, flowOf} from './cases.js';
import {type Truths, truthsOf} from './rules.js';
import {type View, view} from './view.js';

export interface Ran {
  readonly view: View;
  readonly truths: Truths;
  /** Undefined when the run failed. */
  readonly plan?: Plan;
  readonly failure?: Failure;
}

/**
 * The verb over the edited file. Whatever fails otherwise than by a Failure is a fault of quorate, or of the world that
 * was made for it: it is thrown on.
 *
 * @param waiting called whenever the run waits for something.
 */
export async function run(given: Case, {dryRun, waiting}: {dryRun: boolean; waiting: () => void}): Promise<Ran> {
  const seen = await view(given);
  const truths = truthsOf(seen);
  const {scenario, site} = seen;
  const report = ({type}: {readonly type: string}) => {
    if (type === 'waiting') waiting();
  };
  const ignorePreflight = given.consents ? ['all'] : [];
  try {
    const {plan} = await scenario.run(flowOf(given, scenario.desired), site, {dryRun, ignorePreflight, report});
    return {view: seen, truths, plan};
  } catch (error) {
    if (error instanceof Failure) return {view: seen, truths, failure: error};
    throw error;
  }
}
