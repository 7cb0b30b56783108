import {Failure} from '../../core/failure.js';
import {bytes} from '../../core/format.js';
import type {EtcdOverview, MemberOverview} from '../../core/model/etcd-overview.js';
import type {HostName} from '../../core/model/names.js';
import {judgeDefragment, nameOf} from '../../core/quorum/defragment.js';
import {poll} from '../poll.js';
import {type Defragmented, defragment} from './defragment.js';
import {beforeChange, type Maintaining, refused} from './maintaining.js';

export interface Disarmed {
  /** "NOSPACE <member id>": the alarms that were found. */
  readonly alarms: readonly string[];
  /** Older revisions were discarded. Undefined: no alarm was found. */
  readonly compactedTo?: string;
  readonly members: readonly Defragmented[];
}

/** How an alarm would be cleared. Throws Failure 'etcd/maintenance-refused'. */
export function disarmPlan(etcd: EtcdOverview, acceptDowntime: boolean) {
  if (etcd.alarms?.length === 0) return undefined;
  const {order, refusal: found} = judgeDefragment(etcd, acceptDowntime);
  if (found !== undefined) throw refused('clearing the alarms of etcd', found);
  const through = order.at(-1)?.host;
  if (etcd.alarms === undefined || through === undefined)
    throw refused('clearing the alarms of etcd', {
      because: 'no member reports the alarms',
      fix: 'see the members: `quorate etcd members`',
    });
  return {alarms: etcd.alarms, through, revision: newestRevision(etcd.members), order};
}

/**
 * Clears NOSPACE: etcd is compacted at its current revision, every member is defragmented, and the alarms are disarmed
 * once each database is below its quota. A repeated run finds what is done, and continues.
 *
 * @throws Failure 'etcd/still-full' when the data itself fills the quota
 */
export async function disarm(maintaining: Maintaining, acceptDowntime: boolean): Promise<Disarmed> {
  const {etcd, report} = maintaining;
  const plan = disarmPlan(await etcd.overview(), acceptDowntime);
  if (plan === undefined) return {alarms: [], members: []};
  const {alarms, through, revision} = plan;
  await beforeChange(maintaining);
  report({type: 'step', title: `Compact etcd at revision ${revision}`});
  await etcd.compact(through, revision);
  await awaitCompaction(maintaining);
  const members = await defragment(maintaining, acceptDowntime);
  assertRoom(await etcd.overview());
  await beforeChange(maintaining);
  report({type: 'step', title: 'Disarm the alarms of etcd'});
  await etcd.disarm(through);
  await awaitNoAlarm(maintaining, through);
  return {alarms, compactedTo: revision, members};
}

const newestRevision = (members: readonly MemberOverview[]): string =>
  members
    .flatMap(({status}) => (status === undefined ? [] : [BigInt(status.revision)]))
    .toSorted((one, other) => (one < other ? -1 : 1))
    .at(-1)
    ?.toString() ?? '0';

/** Each member deletes old revisions by itself, in small steps. It has ended when no database becomes emptier. */
async function awaitCompaction(maintaining: Maintaining): Promise<void> {
  let last = '';
  await poll(
    async () => {
      const {members} = await maintaining.etcd.overview();
      const used = members.map(member => `${nameOf(member)} ${bytes(member.status?.dbInUseBytes ?? 0)}`).join(', ');
      const done = used === last;
      last = used;
      return {done, seen: `in use: ${used}`};
    },
    {forWhat: 'the compaction of all members', withinMs: 600_000, everyMs: 1000},
    maintaining,
  );
}

/** Without room the alarm would be raised again by the next write. */
function assertRoom({members}: EtcdOverview): void {
  const full = members.filter(
    ({healthy, status}) =>
      healthy && status?.quotaBytes !== undefined && status.dbSizeBytes >= status.quotaBytes * FULL,
  );
  if (full.length === 0) return;
  const each = full.map(member => {
    const {dbSizeBytes, quotaBytes} = member.status!;
    return `${nameOf(member)}: ${bytes(dbSizeBytes)} of ${bytes(quotaBytes!)}`;
  });
  throw new Failure(
    'etcd/still-full',
    `etcd was compacted and defragmented, and is still full: ${each.join(', ')}. The alarms were not disarmed`,
    {
      suggestions: [
        'delete objects that are not needed: on a control plane `kubectl --kubeconfig=/etc/kubernetes/admin.conf get --raw /metrics | grep apiserver_resource_objects` counts them by kind',
        'or raise quota-backend-bytes in spec.extraArgs.etcd of the configuration, 8 GiB at most, then: quorate apply. It restarts the members one after another, also while the alarm is raised',
        'then: quorate etcd alarm disarm',
      ],
    },
  );
}

const FULL = 0.97;

const awaitNoAlarm = (maintaining: Maintaining, through: HostName): Promise<void> =>
  poll(
    async () => {
      const {alarms} = await maintaining.etcd.overview();
      if (alarms === undefined) return {done: false, seen: 'no member reports the alarms'};
      return {done: alarms.length === 0, seen: alarms.length === 0 ? 'none' : alarms.join(', ')};
    },
    {forWhat: 'the alarms of etcd to be gone', withinMs: 30_000, hint: `on ${through}: journalctl -u etcd.service`},
    maintaining,
  );
