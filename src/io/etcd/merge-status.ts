import {listed} from '../../core/format.js';
import type {DesiredMember} from '../../core/model/desired.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {EtcdMember, EtcdState} from '../../core/model/observed.js';
import type {MemberAnswer} from './ask.js';
import {located} from './member-host.js';
import type {MemberReport} from './parse-status.js';

/**
 * The state of etcd from the answers of all hosts. `formed`: a member serves reads. `absent` and `forming` only when
 * every host could be read: an unreadable host may have a member.
 *
 * @param evidence of the hosts of the declared members, and of those that have an undeclared one.
 */
export function assemble(
  desired: readonly DesiredMember[],
  evidence: ReadonlyMap<HostName, MemberAnswer>,
): Fact<EtcdState> {
  const reports = [...evidence.values()].flatMap(each => (each.known ? [each.value] : []));
  const readers = reports.filter(({status, members, reads}) => status && members && reads);
  // Markers count too: a member that was bootstrapped again beside its marker belongs to a second cluster. While a
  // cluster serves reads, the marker of a host without a running etcd is left to the checks of identity.
  const relevant = reports.filter(({status}) => status !== undefined || readers.length === 0);
  const ids = new Set(
    relevant.flatMap(({status, marker}) => [status?.clusterId ?? [], belongsTo(marker) ?? []].flat()),
  );
  const restoring = reports.filter(({marker}) => marker?.state === 'restoring').map(({host}) => host);
  // Old and new ids are side by side until it is complete.
  if (restoring.length > 0) return unknown(`a restore of etcd is not complete on ${listed(restoring)}`);
  if (ids.size > 1) return unknown(differentClusters(ids, relevant));
  const source = readers.find(({alarms}) => alarms);
  if (source)
    return known({
      is: 'formed',
      clusterId: source.status!.clusterId,
      members: members(desired, source, reports),
      alarms: source.alarms!,
    });
  if (readers.length > 0) return unknown(`no member reports the alarms of etcd${reasons(readers)}`);

  const bootstrapped = reports.some(({marker}) => marker !== undefined && marker.state !== 'forming');
  if (bootstrapped) return unknown(`etcd is bootstrapped, but no member serves linearizable reads${reasons(reports)}`);
  const asked = new Set([...desired.map(({host}) => host), ...evidence.keys()]);
  const unreadable = [...asked].flatMap(host => {
    const own = evidence.get(host) ?? unknown('was not asked');
    return own.known ? [] : [`${host}: ${own.why}`];
  });
  if (unreadable.length > 0) return unknown(`cannot determine whether an etcd member exists: ${unreadable.join('; ')}`);
  const started = reports.some(({marker, status}) => marker !== undefined || status !== undefined);
  return known({is: started ? 'forming' : 'absent'});
}

const differentClusters = (ids: ReadonlySet<string>, reports: readonly MemberReport[]): string => {
  const of = (id: string) =>
    reports.filter(({status, marker}) => [status?.clusterId, belongsTo(marker)].some(each => each === id));
  const each = [...ids].map(
    id =>
      `${of(id)
        .map(({host}) => host)
        .join(' and ')}: ${id}`,
  );
  return `the members belong to ${ids.size} different clusters (${each.join('; ')})`;
};

const belongsTo = (marker: MemberReport['marker']) => (marker?.state === 'removed' ? undefined : marker?.clusterId);

function members(
  desired: readonly DesiredMember[],
  source: MemberReport,
  reports: readonly MemberReport[],
): readonly EtcdMember[] {
  const head = reports.find(({status}) => status?.memberId === source.status!.leader)?.status?.index;
  return source.members!.map(listed => {
    const {id, name, peerUrl, learner} = listed;
    const {own, host} = located(listed, source.status!.clusterId, desired, reports);
    const healthy = own !== undefined && (learner || own.reads);
    const behind =
      own?.status === undefined || head === undefined ? {} : {behind: Math.max(0, head - own.status.appliedIndex)};
    const why = own?.why ?? (healthy ? undefined : 'does not answer');
    return {
      id,
      ...(host === undefined ? {} : {host}),
      name,
      peerUrl,
      learner,
      healthy,
      leader: source.status!.leader === id,
      ...(own?.status?.version ? {version: own.status.version} : {}),
      ...behind,
      ...(why === undefined || healthy ? {} : {why}),
    };
  });
}

const reasons = (reports: readonly MemberReport[]): string => {
  const given = reports.filter(({why}) => why !== undefined).map(({host, why}) => `${host}: ${why}`);
  return given.length > 0 ? ` (${given.join('; ')})` : '';
};
