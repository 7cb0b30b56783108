import {by} from '../group-by.js';
import type {DesiredCluster} from '../model/desired.js';
import type {HostIdentity} from '../model/identity-record.js';
import type {HostName} from '../model/names.js';
import type {ObservedCluster} from '../model/observed.js';

export type ClusterIdentity = Pick<HostIdentity, 'cluster' | 'clusterName'>;

/**
 * The cluster of the configuration: of those with its name, the one of most of its control planes and etcd hosts, else
 * of most of its other hosts. A cluster of another name is not considered. Undefined before the cluster exists.
 */
export function clusterIdentity(desired: DesiredCluster, hosts: ObservedCluster['hosts']): ClusterIdentity | undefined {
  const recorded = (name: HostName): readonly HostIdentity[] => {
    const facts = hosts.get(name);
    const identity = facts?.known === true ? facts.value.identity : undefined;
    return identity?.known === true && identity.value.clusterName === desired.name ? [identity.value] : [];
  };
  const primary = new Set([...desired.controlPlanes, ...desired.etcd].map(({host}) => host));
  const names = () => desired.hosts.map(({name}) => name);
  // Nearly always they agree, and of a thousand hosts only these are gone through.
  const ofPrimary = [...primary].flatMap(recorded);
  if (ofPrimary.length === 0) return mostCommon(names().flatMap(recorded));
  const isAgreed = ofPrimary.every(({cluster}) => cluster === ofPrimary[0]!.cluster);
  return isAgreed ? ofPrimary[0] : mostCommon(names().flatMap(name => (primary.has(name) ? recorded(name) : [])));
}

/** On a tie, that of the first one. */
function mostCommon(recorded: readonly HostIdentity[]): ClusterIdentity | undefined {
  const groups = by(recorded, ({cluster}) => cluster);
  const count = ({cluster}: HostIdentity) => groups.get(cluster)!.length;
  return recorded.toSorted((one, other) => count(other) - count(one))[0];
}
