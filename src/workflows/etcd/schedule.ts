import type {ClusterConfig} from '../../core/model/config.js';
import type {ListedSnapshot} from '../../core/snapshots/listed.js';
import {nextOf} from '../../core/snapshots/period.js';
import {wallClock} from '../../io/clock.js';
import type {Environment} from '../connect.js';
import {listSnapshots, type SnapshotList} from './list.js';

export interface ScheduleOutcome {
  /** Undefined: none is configured. */
  readonly schedule?: {
    readonly everySeconds: number;
    readonly keepSeconds: number;
    readonly encrypted: boolean;
    /** ISO 8601, UTC. */
    readonly next: string;
  };
  /** The newest good one on each host, the newest first. */
  readonly newest: readonly ListedSnapshot[];
  readonly unknown: SnapshotList['unknown'];
}

/** What the configuration schedules, and what the hosts have of it. Only reads. */
export async function showSchedule(config: ClusterConfig, environment: Environment): Promise<ScheduleOutcome> {
  const {snapshots, unknown} = await listSnapshots(config, environment);
  const good = snapshots.filter(({host, state}) => host !== undefined && state === 'good');
  const newest = good.filter(({host}, at) => good.findIndex(each => each.host === host) === at);
  const {snapshots: schedule} = config.etcd;
  if (schedule === undefined) return {newest, unknown};
  const {everySeconds, keepSeconds, recipient} = schedule;
  const next = nextOf(everySeconds, wallClock()).toISOString();
  return {schedule: {everySeconds, keepSeconds, encrypted: recipient !== undefined, next}, newest, unknown};
}
