import {counted} from '../../format.js';
import {MOST_VOTERS, quorum, tolerance} from '../../quorum/quorum.js';
import {type Check, HOSTS, having} from './check.js';

/** The number of etcd members: even numbers add no tolerance, and large ones make writes slower. */
export const memberCount: Check = function* (draft) {
  const topology = draft.spec?.topology;
  if (topology === undefined) return;
  const role = topology === 'stacked' ? 'control-plane' : 'etcd';
  const count = having(draft, role)?.length ?? 0;
  const where = {level: 'warning', path: HOSTS, at: 'key'} as const;
  if (count > 0 && count % 2 === 0) {
    const larger = count + 1 > MOST_VOTERS ? '' : ` or ${count + 1}`;
    yield {
      ...where,
      code: 'config/even-etcd-members',
      message: `${count} etcd members tolerate ${counted(tolerance(count), 'failure')}, the same as ${count - 1}`,
      suggestion: `use ${count - 1}${larger} hosts with the role ${role}`,
    };
  }
  if (count > MOST_VOTERS) {
    yield {
      ...where,
      code: 'config/many-etcd-members',
      message: `${count} etcd members: each write waits for ${quorum(count)} of them; 5 tolerate 2 failures, ${MOST_VOTERS} tolerate ${tolerance(MOST_VOTERS)}`,
      suggestion: `use 5 or ${MOST_VOTERS} hosts with the role ${role}`,
    };
  }
};
