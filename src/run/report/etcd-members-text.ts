import {bytes, counted} from '../../core/format.js';
import type {EtcdOverview, MemberOverview} from '../../core/model/etcd-overview.js';
import {nameOf} from '../../core/quorum/defragment.js';
import {quorum, tolerance} from '../../core/quorum/quorum.js';
import {columns} from './columns.js';

/** A table of the members, hosts without one, and a line about quorum. */
export function membersText({members, others, alarms, clusterId}: EtcdOverview): string {
  if (members.length === 0)
    return ['No member of etcd answers.', ...others.map(({host, why}) => `  ${host}: ${why}`)].join('\n');
  const sorted = members.toSorted((one, other) => nameOf(one).localeCompare(nameOf(other)));
  const healthy = alarms === undefined ? ['Alarms are unknown: no member serves.'] : [];
  return [
    ...columns([HEAD, ...sorted.map(row)]),
    '',
    ...sorted.filter(({why}) => why !== undefined).map(member => `${nameOf(member)}: ${member.why}`),
    ...others.map(({host, why}) => `${host}: ${why}`),
    ...healthy,
    `Cluster ID ${clusterId}; ${quorumText(members)}`,
  ].join('\n');
}

const HEAD = ['HOST', 'ID', 'ROLE', 'HEALTHY', 'VERSION', 'DB SIZE', 'IN USE', 'QUOTA', 'INDEX', 'BEHIND', 'ALARMS'];

const row = (member: MemberOverview): readonly string[] => {
  const {id, role, leader, healthy, status, alarms} = member;
  const size = (count: number | undefined) => (count === undefined ? '-' : bytes(count));
  return [
    nameOf(member),
    id,
    leader ? 'leader' : role,
    healthy ? 'yes' : 'no',
    status?.version ?? '-',
    size(status?.dbSizeBytes),
    size(status?.dbInUseBytes),
    size(status?.quotaBytes),
    status === undefined ? '-' : `${status.appliedIndex}`,
    status?.behind === undefined ? '-' : `${status.behind}`,
    alarms.join(',') || '-',
  ];
};

function quorumText(members: readonly MemberOverview[]): string {
  const voters = members.filter(({role}) => role === 'voter');
  const up = voters.filter(({healthy}) => healthy).length;
  const health = `${up} of ${counted(voters.length, 'voter')} healthy, quorum ${quorum(voters.length)}`;
  if (up < quorum(voters.length)) return `quorum is lost: ${health}`;
  const left = Math.min(tolerance(voters.length), up - quorum(voters.length));
  return `quorate: ${health}; tolerates ${counted(left, 'failure')}`;
}
