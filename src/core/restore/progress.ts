import type {EtcdData, RestoreRecord} from '../model/etcd-data.js';
import type {Digest} from '../model/names.js';
import {sameRecord} from './record.js';

/** How far a restore is on one host. The planner asks it of what was seen, a runner of the live host. */

/** The snapshot is there, or no longer needed. */
export const isSent = (data: EtcdData, snapshot: Digest, record?: RestoreRecord): boolean =>
  data.sent.includes(snapshot) || (record !== undefined && (isPrepared(data, record) || isSwapped(data, record)));

/** The restored data is complete and is beside the member. */
export const isPrepared = (data: EtcdData, record: RestoreRecord): boolean =>
  data.isPrepared && sameRecord(data.record, record);

/** Only a swap takes the restored data away from beside the member while its record stays. */
export const isSwapped = (data: EtcdData, record: RestoreRecord): boolean =>
  data.hasMember && !data.isPrepared && sameRecord(data.record, record);
