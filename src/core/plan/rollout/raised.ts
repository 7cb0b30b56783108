import type {Action, ActionOf} from '../../actions/action.js';
import type {EtcdMember} from '../../model/observed.js';
import {minorOf, minorsBetween} from '../../versions/version.js';
import type {Stage} from '../stage.js';

/**
 * Why a member is not rolled back to an older minor: when all voters serve the newer one, etcd raises its cluster version,
 * and the older one does not start any more. Undefined: a rollback is possible.
 */
export function raisedBy({actions, rollback = []}: Stage, members: readonly EtcdMember[]): string | undefined {
  const [to, from] = [awaited(actions), awaited(rollback)];
  if (to === undefined || from === undefined || minorsBetween(from.version, to.version) <= 0) return undefined;
  const voters = members.filter(({learner}) => !learner);
  const hasRisen = ({version}: EtcdMember) => version !== undefined && minorsBetween(version, to.version) <= 0;
  return voters.every(hasRisen)
    ? `all members serve etcd ${minorOf(to.version)}, and etcd ${from.version} does not start with their data any more; ${to.host} keeps ${to.version}`
    : undefined;
}

const awaited = (actions: readonly Action[]): ActionOf<'etcd/await-member'> | undefined =>
  actions.find(each => each.kind === 'etcd/await-member');
