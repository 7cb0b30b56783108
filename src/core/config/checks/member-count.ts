import {type Check, HOSTS, having} from './check.js';

/** How many members etcd gets, and what that number is good for. */
export const voters: Check = function* (draft) {
  const topology = draft.spec?.topology;
  if (topology === undefined) return;
  const role = topology === 'stacked' ? 'control-plane' : 'etcd';
  const count = having(draft, role)?.length ?? 0;
  const where = {level: 'warning', path: HOSTS, at: 'key'} as const;
  if (count > 0 && count % 2 === 0) {
    yield {
      ...where,
      code: 'config/even-etcd-members',
      message: `${count} etcd members need ${majority(count)} for a majority and outlive ${failures(spare(count))}: no more than ${members(count - 1)}, and there is one more to fail`,
      suggestion: `use ${count - 1} or ${count + 1} hosts with the role ${role}`,
    };
  }
  if (count > 7) {
    yield {
      ...where,
      code: 'config/many-etcd-members',
      message: `${count} etcd members: each write waits for ${majority(count)} of them; 5 outlive 2 failures, 7 outlive 3`,
      suggestion: `use 5 or 7 hosts with the role ${role}`,
    };
  }
};

const majority = (count: number): number => Math.floor(count / 2) + 1;
const spare = (count: number): number => count - majority(count);
const failures = (count: number): string =>
  count === 0 ? 'no failure' : count === 1 ? '1 failure' : `${count} failures`;
const members = (count: number): string => (count === 1 ? 'a single one does' : `${count} members do`);
