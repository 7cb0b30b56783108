import type {DesiredMember} from '../../core/model/desired.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {EtcdMember, EtcdState} from '../../core/model/observed.js';
import type {MemberAnswer} from './ask.js';
import {located} from './member-host.js';
import type {MemberReport} from './parse-status.js';

/**
 * What the members' hosts say together. Formed: a leader was seen, or a marker says that one was. Absent and forming
 * are said only when every host could be read: what cannot be read may hold a member.
 *
 * @param evidence of the hosts of the declared members, and of those that carry one all the same.
 */
export function assemble(
  desired: readonly DesiredMember[],
  evidence: ReadonlyMap<HostName, MemberAnswer>,
): Fact<EtcdState> {
  const reports = [...evidence.values()].flatMap(each => (each.known ? [each.value] : []));
  const readers = reports.filter(({status, members, reads}) => status && members && reads);
  // Markers count as well: a member that was founded anew beside its own marker belongs to a second cluster. While a
  // cluster serves, that of a host on which nothing answers is for the judge of identity.
  const telling = reports.filter(({status}) => status !== undefined || readers.length === 0);
  const ids = new Set(telling.flatMap(({status, marker}) => [status?.clusterId ?? [], belongsTo(marker) ?? []].flat()));
  if (ids.size > 1) return unknown(differentClusters(ids, telling));
  const source = readers.find(({alarms}) => alarms);
  if (source)
    return known({
      is: 'formed',
      clusterId: source.status!.clusterId,
      members: members(desired, source, reports),
      alarms: source.alarms!,
    });
  if (readers.length > 0) return unknown(`no member says which alarms etcd has raised${reasons(readers)}`);

  const sealed = reports.some(({marker}) => marker !== undefined && marker.state !== 'forming');
  if (sealed) return unknown(`the cluster is formed, but no member serves a read${reasons(reports)}`);
  const asked = new Set([...desired.map(({host}) => host), ...evidence.keys()]);
  const silent = [...asked].flatMap(host => {
    const own = evidence.get(host) ?? unknown('was not asked');
    return own.known ? [] : [`${host}: ${own.why}`];
  });
  if (silent.length > 0) return unknown(`whether there is a member is not known: ${silent.join('; ')}`);
  const begun = reports.some(({marker, status}) => marker !== undefined || status !== undefined);
  return known({is: begun ? 'forming' : 'absent'});
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
  const said = reports.filter(({why}) => why !== undefined).map(({host, why}) => `${host}: ${why}`);
  return said.length > 0 ? ` (${said.join('; ')})` : '';
};
