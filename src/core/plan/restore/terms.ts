import {isSameMarker, restoredMarker} from '../../actions/restore.js';
import type {RestoreTerms} from '../../model/etcd-data.js';
import {bumpFor, isBumpEnough, sameTerms, tokenFor} from '../../restore/terms.js';
import type {RestoreInput} from './input.js';
import {restoredHosts, termsUnderWay} from './members.js';

/**
 * What is restored, and how far it is. preparing: nothing of the cluster has changed. switching: it has started to change, and
 * can only go forward. restored: all members have the data of this snapshot.
 */
export interface RestoreState {
  readonly is: 'preparing' | 'switching' | 'restored';
  readonly terms: RestoreTerms;
  /** The members of the new cluster, as a record on a host says; undefined before the first record. */
  readonly cluster?: string;
}

/** Looked up on the hosts. Undefined without a snapshot and without a restore that was started. */
export function restoreState(input: RestoreInput): RestoreState | undefined {
  const {desired, snapshot, highest, data, again, now} = input;
  const underWay = termsUnderWay(input.observed.hosts);
  if (underWay !== undefined) {
    const record = [...data.values()].find(
      each => each.record !== undefined && sameTerms(each.record, underWay),
    )?.record;
    return {is: 'switching', terms: underWay, ...(record === undefined ? {} : {cluster: record.cluster})};
  }
  const hosts = restoredHosts(input).map(each => ({...each, record: data.get(each.member.host)?.record}));
  const done = hosts.find(
    ({record, marker}) =>
      record !== undefined &&
      (snapshot === undefined || record.snapshot === snapshot.sha256) &&
      isSameMarker(marker, restoredMarker(record)),
  );
  if (done !== undefined && !again) return {is: 'restored', terms: done.record!, cluster: done.record!.cluster};
  if (snapshot === undefined) return undefined;
  // Of a run that was killed: data that was restored beside the members is used, unless the cluster has moved on too far.
  const prepared = hosts.find(
    ({member: {host}, record}) =>
      record?.snapshot === snapshot.sha256 &&
      data.get(host)!.isPrepared &&
      isBumpEnough(record.bump, snapshot.revision, highest),
  );
  if (prepared !== undefined) return {is: 'preparing', terms: prepared.record!};
  const bump = bumpFor(snapshot.revision, highest);
  return {is: 'preparing', terms: {snapshot: snapshot.sha256, bump, token: tokenFor(desired.name, now)}};
}
