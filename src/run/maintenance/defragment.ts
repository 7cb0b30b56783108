import {bytes} from '../../core/format.js';
import type {EtcdOverview, MemberOverview} from '../../core/model/etcd-overview.js';
import type {EtcdId, HostName} from '../../core/model/names.js';
import {type DefragmentDecision, judgeDefragment, nameOf} from '../../core/quorum/defragment.js';
import {IN_SYNC_ENTRIES} from '../../core/quorum/quorum.js';
import {freeBytes, isFragmented} from '../../core/quorum/reclaimable.js';
import {type PollResult, poll} from '../poll.js';
import {beforeChange, type Maintaining, refused} from './maintaining.js';

/** What was done with one member. */
export interface Defragmented {
  readonly host: string;
  readonly result: 'defragmented' | 'nothing to reclaim' | 'down';
  /** Sizes of its database; undefined for a member that is down. */
  readonly bytesBefore?: number;
  readonly bytesAfter?: number;
}

/** The members in the order in which they would be defragmented. Throws Failure 'etcd/maintenance-refused'. */
export function defragmentPlan(etcd: EtcdOverview, acceptDowntime: boolean): readonly MemberOverview[] {
  return decide(etcd, acceptDowntime).order.filter(({status}) => status !== undefined && isFragmented(status));
}

/**
 * Defragments every member that has something to reclaim, one at a time and the leader last. Each must serve again and be
 * in sync before the next. What is done is seen at the members, so a repeated run continues.
 */
export async function defragment(maintaining: Maintaining, acceptDowntime: boolean): Promise<readonly Defragmented[]> {
  const {etcd} = maintaining;
  const results = new Map<EtcdId, Defragmented>();
  for (;;) {
    const now = await etcd.overview();
    const {order} = decide(now, acceptDowntime);
    const next = order.find(({id}) => !results.has(id));
    if (next?.host === undefined) return [...results.values(), ...downIn(now, results)];
    results.set(next.id, await defragmentOne(maintaining, now, next, next.host));
  }
}

function decide(etcd: EtcdOverview, acceptDowntime: boolean): DefragmentDecision {
  const decision = judgeDefragment(etcd, acceptDowntime);
  if (decision.refusal !== undefined) throw refused('a defragmentation', decision.refusal);
  return decision;
}

async function defragmentOne(
  maintaining: Maintaining,
  before: EtcdOverview,
  member: MemberOverview,
  host: HostName,
): Promise<Defragmented> {
  const {status} = member;
  if (status === undefined) return {host, result: 'down'};
  const bytesBefore = status.dbSizeBytes;
  if (!isFragmented(status)) {
    const detail = `${bytes(freeBytes(status))} of ${bytes(bytesBefore)} are free`;
    maintaining.report({type: 'step', title: `${host}: nothing to reclaim`, detail});
    return {host, result: 'nothing to reclaim', bytesBefore, bytesAfter: bytesBefore};
  }
  await beforeChange(maintaining);
  maintaining.report({type: 'step', title: `Defragment ${host}${member.leader ? ', the leader' : ''}`});
  await maintaining.etcd.defragment(host);
  let bytesAfter = bytesBefore;
  await poll(
    async () => {
      const now = await maintaining.etcd.overview();
      bytesAfter = now.members.find(({id}) => id === member.id)?.status?.dbSizeBytes ?? bytesAfter;
      return inSync(now, before, member.id);
    },
    {forWhat: `the member on ${host} to be in sync`, withinMs: 120_000, hint: `on ${host}: journalctl -u etcd.service`},
    maintaining,
  );
  const title = `${host}: ${bytes(bytesBefore)} → ${bytes(bytesAfter)}`;
  maintaining.report({type: 'step', title, detail: `${bytes(Math.max(0, bytesBefore - bytesAfter))} reclaimed`});
  return {host, result: 'defragmented', bytesBefore, bytesAfter};
}

/** The member serves, is in sync, and no other voter went down meanwhile. */
function inSync(now: EtcdOverview, before: EtcdOverview, id: EtcdId): PollResult {
  const member = now.members.find(each => each.id === id);
  if (member?.healthy !== true) return {done: false, seen: member?.why ?? 'does not answer'};
  const behind = member.status?.behind;
  if (behind === undefined) return {done: false, seen: 'etcd has no leader'};
  if (behind > IN_SYNC_ENTRIES) return {done: false, seen: `${behind} entries behind the leader`};
  const wasUp = new Set(before.members.filter(({healthy}) => healthy).map(each => each.id));
  const lost = now.members.find(each => wasUp.has(each.id) && !each.healthy);
  return lost === undefined
    ? {done: true, seen: 'in sync'}
    : {done: false, seen: `${nameOf(lost)}: ${lost.why ?? 'is not healthy'}`};
}

const downIn = ({members}: EtcdOverview, seen: ReadonlyMap<EtcdId, Defragmented>): readonly Defragmented[] =>
  members
    .filter(({id, role}) => role === 'voter' && !seen.has(id))
    .map(member => ({host: nameOf(member), result: 'down'}));
