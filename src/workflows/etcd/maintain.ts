import type {ClusterConfig} from '../../core/model/config.js';
import type {EtcdOverview} from '../../core/model/etcd-overview.js';
import {nameOf} from '../../core/quorum/defragment.js';
import {freeBytes} from '../../core/quorum/reclaimable.js';
import {systemClock} from '../../io/clock.js';
import {type Defragmented, defragment, defragmentPlan} from '../../run/maintenance/defragment.js';
import {type Disarmed, disarm, disarmPlan} from '../../run/maintenance/disarm.js';
import type {Maintaining} from '../../run/maintenance/maintaining.js';
import type {Environment} from '../connect.js';
import {checkMemberIdentity} from './identity.js';
import {type ManagedEtcd, withEtcd} from './managed.js';

export interface MaintenanceRequest {
  readonly dryRun: boolean;
  /** A member may be down, and writes may stop while another one is defragmented. */
  readonly acceptDowntime: boolean;
}

/** A member that would be defragmented. */
interface Planned {
  readonly host: string;
  readonly bytesBefore: number;
  readonly bytesFree: number;
}

export type DefragOutcome =
  | {readonly ran: false; readonly planned: readonly Planned[]}
  | {readonly ran: true; readonly members: readonly Defragmented[]};

/** Defragments the members one at a time, the leader last, under the lock of the cluster. */
export const defragmentEtcd = (
  config: ClusterConfig,
  environment: Environment,
  {dryRun, acceptDowntime}: MaintenanceRequest,
): Promise<DefragOutcome> =>
  withEtcd(config, environment, 'defragment its members', async managed => {
    const now = await managed.etcd.overview();
    const planned = defragmentPlan(now, acceptDowntime).map(plannedOf);
    if (dryRun) return {ran: false, planned};
    await checkMemberIdentity(managed, now, hostsIn(now), 'a defragmentation');
    const members = await underLock(managed, 'etcd defrag', environment, deps => defragment(deps, acceptDowntime));
    return {ran: true, members};
  });

export type DisarmOutcome =
  | {
      readonly ran: false;
      readonly alarms: readonly string[];
      readonly compactTo?: string;
      readonly planned: readonly Planned[];
    }
  | ({readonly ran: true} & Disarmed);

/** Clears NOSPACE alarms: compacts, defragments and disarms, under the lock of the cluster. */
export const disarmEtcd = (
  config: ClusterConfig,
  environment: Environment,
  {dryRun, acceptDowntime}: MaintenanceRequest,
): Promise<DisarmOutcome> =>
  withEtcd(config, environment, 'clear its alarms', async managed => {
    const now = await managed.etcd.overview();
    const plan = disarmPlan(now, acceptDowntime);
    if (plan === undefined) return {ran: false, alarms: [], planned: []};
    const {alarms, revision, order} = plan;
    if (dryRun) return {ran: false, alarms, compactTo: revision, planned: order.map(plannedOf)};
    await checkMemberIdentity(managed, now, hostsIn(now), 'clearing the alarms of etcd');
    const done = await underLock(managed, 'etcd alarm disarm', environment, deps => disarm(deps, acceptDowntime));
    return {ran: true, ...done};
  });

const underLock = <T>(
  {etcd, locked}: ManagedEtcd,
  verb: string,
  {report, signal}: Environment,
  use: (maintaining: Maintaining) => Promise<T>,
): Promise<T> =>
  locked(verb, lock => use({etcd, report, clock: systemClock, lock, signal: AbortSignal.any([signal, lock.lost])}));

const hostsIn = ({members}: EtcdOverview) => members.flatMap(({host}) => host ?? []);

const plannedOf = (member: EtcdOverview['members'][number]): Planned => ({
  host: nameOf(member),
  bytesBefore: member.status?.dbSizeBytes ?? 0,
  bytesFree: member.status === undefined ? 0 : freeBytes(member.status),
});
