import {CATALOGUE} from '../codes/catalogue.js';
import type {EntryCode} from '../codes/code.js';
import {listed} from '../format.js';
import type {DesiredCluster} from '../model/desired.js';
import type {Unknown} from '../model/fact.js';
import type {HostName} from '../model/names.js';
import type {Evidence} from './evidence.js';
import type {RawFinding} from './findings.js';

/** What a finding says about facts that could not be read: the same code and advice that every other command gives. */
export function readingFailed(host: HostName, {why, failure}: Unknown): Pick<RawFinding, 'evidence' | 'remedy'> {
  if (failure === undefined) return {evidence: [why]};
  const {code, suggestions} = failure;
  const remedy = suggestions.length > 0 ? suggestions.join('; ') : usualRemedy(code as EntryCode, host);
  return {evidence: [`${code}: ${why}`], ...(remedy === undefined ? {} : {remedy})};
}

/** Of a failure that suggests nothing. Undefined if it needs other values than the host. */
function usualRemedy(code: EntryCode, host: HostName): string | undefined {
  const remedy = CATALOGUE[code].remedy.replaceAll('{host}', host);
  return /\{\w+\}/.test(remedy) ? undefined : remedy;
}

/**
 * The hosts that could not be read, if nothing is known of the others that could tell more: they explain why the state
 * of etcd, or of the API, is unknown. Empty if another host could be asked.
 */
export function unreadAmong(
  hosts: readonly HostName[],
  {observed}: Evidence,
  tellsNothing: (host: HostName) => boolean = () => false,
): readonly HostName[] {
  const unread = hosts.filter(host => observed.hosts.get(host)?.known !== true);
  return hosts.every(host => unread.includes(host) || tellsNothing(host)) ? unread : [];
}

/** Hosts that are asked about etcd: those of its members, or the control planes that use an unmanaged one. */
export const askedAboutEtcd = ({unmanagedEtcd, controlPlanes, etcd}: DesiredCluster): readonly HostName[] =>
  (unmanagedEtcd === undefined ? etcd : controlPlanes).map(({host}) => host);

export const cannotBeRead = (hosts: readonly HostName[]): string => `${listed(hosts, hosts.length)} cannot be read`;
