import type {DesiredMember} from '../../core/model/desired.js';
import type {EtcdOverview, MemberNumbers, MemberOverview} from '../../core/model/etcd-overview.js';
import type {HostName} from '../../core/model/names.js';
import {quorum} from '../../core/quorum/quorum.js';
import type {MemberAnswer} from './ask.js';
import {located} from './member-host.js';
import type {MemberReport, MemberStatus} from './parse-status.js';

/**
 * The members as one of them lists them: one that serves reads, else the one with the newest log. Members of another
 * cluster are among `others`.
 */
export function overviewOf(
  desired: readonly DesiredMember[],
  answers: ReadonlyMap<HostName, MemberAnswer>,
): EtcdOverview {
  const reports = [...answers.values()].flatMap(each => (each.known ? [each.value] : []));
  const source = sourceOf(reports);
  if (source === undefined) return {members: [], quorate: false, others: others(desired, answers, [], undefined)};
  const {clusterId} = source.status;
  const alarms = reports.find(each => each.status?.clusterId === clusterId && each.alarms)?.alarms;
  const members = membersOf(source, desired, reports, alarms ?? []);
  const voters = members.filter(({role}) => role === 'voter');
  return {
    clusterId,
    members,
    quorate: voters.filter(({healthy}) => healthy).length >= quorum(voters.length),
    ...(alarms === undefined ? {} : {alarms}),
    others: others(desired, answers, members, clusterId),
  };
}

interface Source extends MemberReport {
  readonly status: MemberStatus;
  readonly members: NonNullable<MemberReport['members']>;
}

function sourceOf(reports: readonly MemberReport[]): Source | undefined {
  const listing = reports.filter((each): each is Source => each.status !== undefined && each.members !== undefined);
  const newest = listing.toSorted((one, other) => newer(other.status, one.status));
  return newest.find(({reads}) => reads) ?? newest[0];
}

const newer = (one: MemberStatus, other: MemberStatus): number =>
  Number(one.term) - Number(other.term) || one.index - other.index;

function membersOf(
  {status, members}: Source,
  desired: readonly DesiredMember[],
  reports: readonly MemberReport[],
  alarms: readonly string[],
): readonly MemberOverview[] {
  const head = reports.find(each => each.status?.memberId === status.leader)?.status?.index;
  return members.map(listed => {
    const {id, name, peerUrl, learner} = listed;
    const {own, host} = located(listed, status.clusterId, desired, reports);
    const answering = own?.status?.clusterId === status.clusterId ? own : undefined;
    const healthy = answering !== undefined && (learner || answering.reads);
    const why = healthy ? undefined : (own?.why ?? reports.find(each => each.host === host)?.why ?? 'does not answer');
    return {
      id,
      ...(host === undefined ? {} : {host}),
      name,
      peerUrl,
      role: learner ? 'learner' : 'voter',
      leader: status.leader === id,
      healthy,
      ...(why === undefined ? {} : {why}),
      alarms: alarms.flatMap(alarm => (alarm.endsWith(` ${id}`) ? [alarm.split(' ')[0]!] : [])),
      ...(answering?.status === undefined ? {} : {status: numbersOf(answering.status, head)}),
    };
  });
}

const numbersOf = (status: MemberStatus, head: number | undefined): MemberNumbers => ({
  version: status.version,
  revision: status.revision,
  index: status.index,
  appliedIndex: status.appliedIndex,
  ...(head === undefined ? {} : {behind: Math.max(0, head - status.appliedIndex)}),
  dbSizeBytes: status.dbSizeBytes,
  dbInUseBytes: status.dbInUseBytes,
  ...(status.quotaBytes === undefined ? {} : {quotaBytes: status.quotaBytes}),
});

/** A host that is asked only because it may have a member is left out if it has none. */
function others(
  desired: readonly DesiredMember[],
  answers: ReadonlyMap<HostName, MemberAnswer>,
  members: readonly MemberOverview[],
  clusterId: EtcdOverview['clusterId'],
): EtcdOverview['others'] {
  const located = new Set(members.flatMap(({host}) => host ?? []));
  const declared = new Set(desired.map(({host}) => host));
  return [...answers].flatMap(([host, answer]) => {
    if (!answer.known) return located.has(host) || !declared.has(host) ? [] : [{host, why: answer.why}];
    const {status, installed, why} = answer.value;
    if (status !== undefined && status.clusterId !== clusterId)
      return [{host, why: `has a member of another cluster: ${status.clusterId}`}];
    if (located.has(host) || (status === undefined && !declared.has(host))) return [];
    return [
      {host, why: status ? 'is not in the member list' : (why ?? (installed ? 'does not answer' : 'has no etcd'))},
    ];
  });
}
