import {minorsBetween} from '../components/version.js';
import type {Plan, Stage} from '../plan/action.js';
import type {Move} from './move.js';

/**
 * The index of the stage that ends the way back to the old etcd: with the last member of the new minor the version of
 * the cluster is raised. Undefined when no minor of etcd changes.
 */
export function lastWayBack(plan: Plan, moves: readonly Move[]): number | undefined {
  if (!moves.some(({artifact, from, to}) => artifact === 'etcd' && minorsBetween(from, to) !== 0)) return undefined;
  const last = plan.findLastIndex(startsEtcd);
  return last < 0 ? undefined : last;
}

const startsEtcd = ({actions}: Stage): boolean =>
  actions.some(action => action.kind === 'service/run' && action.unit === 'etcd.service');
