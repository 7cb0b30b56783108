import {known} from '../../model/fact.js';
import type {HostFacts, ObservedCluster} from '../../model/observed.js';

/** What was seen, without the markers of etcd: a cluster that is built again has no etcd until its snapshot is in place. */
export const asIfNew = (observed: ObservedCluster): ObservedCluster => ({
  ...observed,
  hosts: new Map(
    [...observed.hosts].map(([name, facts]) => [name, facts.known ? known(withoutMarkers(facts.value)) : facts]),
  ),
  etcd: known({is: 'absent'}),
});

const withoutMarkers = ({etcdMarker: _, etcdMarkerCopy: __, ...facts}: HostFacts): HostFacts => facts;
