import type {DesiredMember} from '../../model/desired.js';
import type {EtcdMarker, HostFacts, ObservedCluster} from '../../model/observed.js';
import {parseTerms} from '../../restore/terms.js';
import type {RestoreInput} from './input.js';

/** A member of the new cluster, with what is known of its host. */
export interface RestoredHost {
  readonly member: DesiredMember;
  readonly facts: HostFacts;
  /** The one beside the data; if it is lost, its copy. */
  readonly marker: EtcdMarker | undefined;
}

type Cluster = Pick<RestoreInput, 'desired' | 'observed' | 'only'>;

/** Every etcd host of the configuration that could be read. */
export const everyHost = ({desired, observed}: Cluster): readonly RestoredHost[] =>
  desired.etcd.flatMap(member => {
    const facts = observed.hosts.get(member.host);
    if (facts?.known !== true) return [];
    return [{member, facts: facts.value, marker: facts.value.etcdMarker ?? facts.value.etcdMarkerCopy}];
  });

/** Those of a member that was not removed, also of one without data. */
export const restoredHosts = (input: Cluster): readonly RestoredHost[] =>
  everyHost(input).filter(({member, facts}) =>
    input.only === undefined ? isMember(facts) : input.only.includes(member.host),
  );

const isMember = ({etcdMarker, etcdMarkerCopy}: HostFacts): boolean => {
  const states = [etcdMarker?.state, etcdMarkerCopy?.state];
  return !states.includes('removed') && states.some(state => state !== undefined && state !== 'forming');
};

/** What the markers say of a restore that is under way; undefined if none is, or its terms are not understood. */
export function termsUnderWay(hosts: ObservedCluster['hosts']) {
  for (const facts of hosts.values()) {
    if (!facts.known) continue;
    for (const marker of [facts.value.etcdMarker, facts.value.etcdMarkerCopy])
      if (marker?.state === 'restoring') return parseTerms(marker.restore ?? '');
  }
  return undefined;
}
