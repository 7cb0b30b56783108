import type {DesiredMember} from '../../core/model/desired.js';
import type {EtcdId, HostName} from '../../core/model/names.js';
import type {EtcdMember} from '../../core/model/observed.js';
import type {ListedMember, MemberReport} from './parse-status.js';

export interface Located {
  /** What the process says that answers as this member. */
  readonly own: MemberReport | undefined;
  readonly host: HostName | undefined;
}

/**
 * Where a listed member is: on the host whose etcd answers with its id, else on the one whose marker names it. Only
 * when nobody says that it is, the host that is declared at its URL counts, and not if that host names another id.
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
  // Two hosts that say the same are one machine under two names: the declared one is it.
  const first = (those: readonly MemberReport[]) => those.find(({host}) => host === declared) ?? those[0];
  const own = first(reports.filter(({status}) => status?.memberId === id));
  const marked = first(
    reports.filter(
      ({status, marker}) => status === undefined && marker?.memberId === id && marker.clusterId === clusterId,
    ),
  );
  const there = reports.find(({host}) => host === declared);
  const other = there === undefined ? undefined : namedBy(there);
  return {own, host: own?.host ?? marked?.host ?? (other === undefined || other === id ? declared : undefined)};
}

/** A marker of a removed member names nobody any more. */
const namedBy = ({status, marker}: MemberReport): EtcdId | undefined =>
  status?.memberId ?? (marker?.state === 'removed' ? undefined : marker?.memberId);

type Placed = Pick<EtcdMember, 'host' | 'peerUrl'>;

/** The host to reach a member on. */
export const hostOf = ({host, peerUrl}: Placed, desired: readonly DesiredMember[]): HostName | undefined =>
  host ?? desired.find(each => each.peerUrl === peerUrl)?.host;

/** A host whose member is a healthy voter; a declared one comes first, in the order of the configuration. */
export function voterHost(members: readonly EtcdMember[], desired: readonly DesiredMember[]): HostName | undefined {
  const hosts = members
    .filter(({learner, healthy}) => !learner && healthy)
    .flatMap(member => hostOf(member, desired) ?? []);
  return desired.find(({host}) => hosts.includes(host))?.host ?? hosts[0];
}
