import type {HostName} from '../core/model/names.js';
import {termsUnderWay} from '../core/plan/restore/members.js';
import {membersIn} from '../core/restore/record.js';
import type {RestoreRequest, RestoreView} from './restore-prepare.js';

/**
 * The hosts that a recovery was started with: their data is being replaced, or they serve and the others are still missing.
 * Undefined if none was started, or all members are there.
 */
export function begun(
  {observed, data}: RestoreView,
  {desired}: Pick<RestoreRequest, 'desired'>,
): readonly HostName[] | undefined {
  const underWay = termsUnderWay(observed.hosts);
  const {etcd} = observed;
  const live = etcd.known && etcd.value.is === 'formed' ? etcd.value.clusterId : undefined;
  const record = [...data.values()].find(
    each =>
      each.record !== undefined &&
      (underWay === undefined ? each.record.clusterId === live : each.record.token === underWay.token),
  )?.record;
  if (record === undefined) return undefined;
  const hosts = membersIn(record.cluster).map(({host}) => host);
  const named = desired.etcd.map(({host}) => host).filter(host => hosts.includes(host));
  const isWhole = etcd.known && etcd.value.is === 'formed' && etcd.value.members.length >= desired.etcd.length;
  // A restore of all members is continued by the command that started it.
  return named.length < desired.etcd.length && !isWhole ? named : undefined;
}
