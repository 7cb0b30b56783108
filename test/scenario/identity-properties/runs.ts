import {Failure} from '../../../src/core/failure.js';
import type {Plan} from '../../../src/core/plan/stage.js';
import {type Case, verbOf} from './cases.js';
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
 * Runs the verb with the edited configuration. Any error other than a Failure is a bug in quorate or in the cluster in
 * memory, and is thrown.
 *
 * @param waiting called whenever the run waits.
 */
export async function run(given: Case, {dryRun, waiting}: {dryRun: boolean; waiting: () => void}): Promise<Ran> {
  const seen = await view(given);
  const truths = truthsOf(seen);
  const {scenario, cluster} = seen;
  const report = ({type}: {readonly type: string}) => {
    if (type === 'waiting') waiting();
  };
  const ignorePreflight = given.overrides ? ['all'] : [];
  try {
    const {plan} = await scenario.run(verbOf(given, scenario.desired), cluster, {dryRun, ignorePreflight, report});
    return {view: seen, truths, plan};
  } catch (error) {
    if (error instanceof Failure) return {view: seen, truths, failure: error};
    throw error;
  }
}
