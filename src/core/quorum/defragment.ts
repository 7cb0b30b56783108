import type {EtcdOverview, MemberOverview} from '../model/etcd-overview.js';
import type {Refusal} from './decision.js';
import {quorum} from './quorum.js';
import {alarmRemedy, startOn} from './refusals.js';

/** Whether members may be defragmented: each serves nothing meanwhile, one at a time. */
export interface DefragmentDecision {
  /** Followers by name, then the leader. */
  readonly order: readonly MemberOverview[];
  /** Writes stop while a member is defragmented. */
  readonly outage: boolean;
  readonly refusal?: Refusal;
}

export function judgeDefragment(etcd: EtcdOverview, acceptDowntime: boolean): DefragmentDecision {
  const voters = etcd.members.filter(({role}) => role === 'voter');
  const up = voters.filter(({healthy}) => healthy);
  const down = voters.filter(({healthy}) => !healthy);
  const order = up.filter(({host}) => host !== undefined).toSorted(leaderLast);
  const outage = up.length - 1 < quorum(voters.length);
  const refusal =
    corrupt(etcd) ?? noQuorum(etcd, voters, down) ?? (acceptDowntime ? undefined : costly(voters, down, outage));
  return {order, outage, ...(refusal === undefined ? {} : {refusal})};
}

const leaderLast = (one: MemberOverview, other: MemberOverview): number =>
  Number(one.leader) - Number(other.leader) || nameOf(one).localeCompare(nameOf(other));

/** Its host if known. */
export const nameOf = ({host, name, peerUrl}: Pick<MemberOverview, 'host' | 'name' | 'peerUrl'>): string =>
  host ?? (name === '' ? peerUrl : name);

const namesOf = (members: readonly MemberOverview[]): string => members.map(nameOf).join(', ');

function corrupt({members, alarms = []}: EtcdOverview): Refusal | undefined {
  const found = members.filter(({alarms: own}) => own.includes('CORRUPT'));
  if (found.length === 0 && !alarms.some(alarm => alarm.startsWith('CORRUPT'))) return undefined;
  const ids = found.length > 0 ? found.map(({id}) => `CORRUPT ${id}`) : alarms;
  return {
    because: `etcd has raised a CORRUPT alarm for ${namesOf(found) || 'a member'}: its data differs from that of the others`,
    fix: ids
      .filter(alarm => alarm.startsWith('CORRUPT'))
      .map(alarmRemedy)
      .join('. '),
  };
}

function noQuorum(
  {quorate, members}: EtcdOverview,
  voters: readonly MemberOverview[],
  down: readonly MemberOverview[],
): Refusal | undefined {
  if (quorate) return undefined;
  if (members.length === 0)
    return {
      because: 'no member of etcd answers',
      fix: 'on each etcd host: `systemctl start etcd.service`, then run the same command again',
    };
  return {
    because: `etcd has lost quorum: ${voters.length - down.length} of ${voters.length} voters serve, and ${quorum(voters.length)} are needed`,
    fix: `${startOn(namesOf(down))}, then run the same command again`,
  };
}

function costly(
  voters: readonly MemberOverview[],
  down: readonly MemberOverview[],
  outage: boolean,
): Refusal | undefined {
  if (down.length > 0)
    return {
      because: `${namesOf(down)} is down, and the other members are blocked while they are defragmented, one at a time${outage ? ': writes stop meanwhile' : ''}`,
      fix: `${startOn(namesOf(down))}; or run the same command again with \`--accept-downtime\``,
    };
  if (!outage) return undefined;
  return {
    because: `with ${voters.length === 1 ? 'one member' : 'two members'} writes stop while a member is defragmented`,
    fix: 'run the same command again with `--accept-downtime`',
  };
}
