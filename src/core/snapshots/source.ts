import type {EtcdOverview, MemberOverview} from '../model/etcd-overview.js';
import type {HostName} from '../model/names.js';

/** Entries that a follower may be behind the leader. Its snapshot has them nevertheless: a read makes it wait for them. */
const FOLLOWER_ENTRIES = 100;

/** The member that a snapshot is taken from. */
export interface SnapshotSourceMember {
  readonly member: MemberOverview;
  readonly host: HostName;
  /** Undefined: it has every acknowledged write. */
  readonly warning?: string;
}

/**
 * A follower, which spares the leader, if one is close enough to it; else the leader. Without quorum: the member with the
 * newest log. `from` decides if it is given.
 *
 * @returns why there is none, as a text.
 */
export function snapshotMember(
  {members, quorate, others}: EtcdOverview,
  from: HostName | undefined,
): SnapshotSourceMember | string {
  const answering = members.flatMap(member =>
    member.host === undefined || member.status === undefined
      ? []
      : [{member, host: member.host, status: member.status}],
  );
  if (from !== undefined) {
    const chosen = answering.find(({host}) => host === from);
    if (chosen === undefined) return `${from}: ${whyNot(from, members, others)}`;
    return {...chosen, ...warningOf(chosen.member, quorate)};
  }
  if (!quorate) {
    const newest = answering.toSorted(
      (one, other) => other.status.index - one.status.index || Number(other.member.leader) - Number(one.member.leader),
    )[0];
    return newest === undefined ? 'no member answers' : {...newest, ...warningOf(newest.member, quorate)};
  }
  const healthy = answering.filter(({member}) => member.role === 'voter' && member.healthy);
  const followers = healthy.filter(
    ({member, status}) => !member.leader && status.behind !== undefined && status.behind <= FOLLOWER_ENTRIES,
  );
  const best =
    followers.toSorted((one, other) => (one.status.behind ?? 0) - (other.status.behind ?? 0))[0] ??
    healthy.find(({member}) => member.leader) ??
    healthy[0];
  return best ?? 'no healthy voter is on a host of the configuration';
}

function warningOf({healthy, role}: MemberOverview, quorate: boolean): {readonly warning?: string} {
  if (!quorate)
    return {
      warning:
        'etcd has no quorum: the snapshot has what this member has, and may lack the last writes that other members acknowledged',
    };
  return healthy && role === 'voter'
    ? {}
    : {warning: 'this member serves no linearizable reads: the snapshot may lack the last writes'};
}

const whyNot = (host: HostName, members: EtcdOverview['members'], others: EtcdOverview['others']): string =>
  members.find(each => each.host === host)?.why ??
  others.find(each => each.host === host)?.why ??
  'is no etcd host of the configuration';
