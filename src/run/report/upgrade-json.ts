import type {Plan} from '../../core/plan/action.js';
import {type SavedPlan, savePlan} from '../../core/upgrade/saved-plan.js';

/** The text of a file that `upgrade --plan` takes. */
export const upgradeJson = (what: Pick<SavedPlan, 'cluster' | 'to' | 'moves'> & {readonly plan: Plan}): string =>
  `${JSON.stringify(savePlan(what), undefined, 2)}\n`;
