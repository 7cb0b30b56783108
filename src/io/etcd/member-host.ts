import type {DesiredMember} from '../../core/model/desired.js';
import type {EtcdId, HostName} from '../../core/model/names.js';
import type {EtcdMember} from '../../core/model/observed.js';
import type {ListedMember, MemberReport} from './parse-status.js';

export interface Located {
  /** The status of the process that answers with the ID of this member. */
  readonly own: MemberReport | undefined;
  readonly host: HostName | undefined;
}

/**
 * The host of a listed member: the one whose etcd answers with its ID, else the one whose marker has its ID. If there
 * is neither, the host that is declared at its peer URL, unless that host has another ID.
 *
 * @param clusterId of the list.
 */
export function located(
  {id, peerUrl}: ListedMember,
  clusterId: EtcdId,
  desired: readonly DesiredMember[],
  reports: readonly MemberReport[],
): Located {
  const declared = desired.find(each => each.peerUrl === peerUrl)?.host;
  // Two hosts with the same ID are one machine under two names: the declared name is preferred.
  const preferred = (those: readonly MemberReport[]) => those.find(({host}) => host === declared) ?? those[0];
  const own = preferred(reports.filter(({status}) => status?.memberId === id));
  const marked = preferred(
    reports.filter(
      ({status, marker}) => status === undefined && marker?.memberId === id && marker.clusterId === clusterId,
    ),
  );
  const there = reports.find(({host}) => host === declared);
  const other = there === undefined ? undefined : namedBy(there);
  return {own, host: own?.host ?? marked?.host ?? (other === undefined || other === id ? declared : undefined)};
}

/** The marker of a removed member names no member. */
const namedBy = ({status, marker}: MemberReport): EtcdId | undefined =>
  status?.memberId ?? (marker?.state === 'removed' ? undefined : marker?.memberId);

type Placed = Pick<EtcdMember, 'host' | 'peerUrl'>;

/** The host of a member: the one where it was found, else the declared one. */
export const hostOf = ({host, peerUrl}: Placed, desired: readonly DesiredMember[]): HostName | undefined =>
  host ?? desired.find(each => each.peerUrl === peerUrl)?.host;

/** A host whose member is a healthy voter; a declared one comes first, in the order of the configuration. */
export const voterHost = (members: readonly EtcdMember[], desired: readonly DesiredMember[]): HostName | undefined =>
  voterHosts(members, desired)[0];

/** Every host whose member is a healthy voter; declared ones come first, in the order of the configuration. */
export function voterHosts(members: readonly EtcdMember[], desired: readonly DesiredMember[]): readonly HostName[] {
  const hosts = members
    .filter(({learner, healthy}) => !learner && healthy)
    .flatMap(member => hostOf(member, desired) ?? []);
  return [...new Set([...desired.map(({host}) => host).filter(host => hosts.includes(host)), ...hosts])];
}
