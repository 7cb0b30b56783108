import type {Finding} from '../../model/finding.js';
import type {RestoreInput} from './input.js';
import {restoredHosts} from './members.js';
import type {RestoreState} from './terms.js';

/**
 * A restore stops etcd on all members. With one or two, each of them has to start again with the restored data, or the outage
 * does not end. Of a restore that has started nothing is asked: only its completion ends the outage.
 */
export function restoreOutage(input: RestoreInput, {is}: RestoreState): readonly Finding[] {
  const members = restoredHosts(input).map(({member: {host}}) => host);
  if (is !== 'preparing' || input.only !== undefined || members.length > 2) return [];
  return [
    {
      code: 'etcd/restore-few-members',
      level: 'error',
      message:
        members.length === 1
          ? `etcd has one member: it and the API stop until ${members[0]} serves the restored data, and no other member can take its place if that fails`
          : `etcd has two members, and needs both: it and the API stop until ${members.join(' and ')} both serve the restored data`,
      fix: 'run the same command again with `--accept-downtime`',
    },
  ];
}
