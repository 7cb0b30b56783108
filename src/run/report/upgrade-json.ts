import type {SavedPlan} from '../../core/upgrade/saved-plan.js';

/** The text of a file that `upgrade --plan` takes. */
export const upgradeJson = (plan: SavedPlan): string => `${JSON.stringify(plan, undefined, 2)}\n`;
