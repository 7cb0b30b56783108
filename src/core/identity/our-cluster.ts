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
  const primary = new Set<HostName>([...desired.controlPlanes, ...desired.etcd].map(({host}) => host));
  const recorded = desired.hosts.flatMap(({name}) => {
    const facts = hosts.get(name);
    const identity = facts?.known === true ? facts.value.identity : undefined;
    return identity?.known === true && identity.value.clusterName === desired.name
      ? [{name, identity: identity.value}]
      : [];
  });
  const ofPrimary = recorded.filter(({name}) => primary.has(name));
  return mostCommon(ofPrimary.length > 0 ? ofPrimary : recorded);
}

function mostCommon(recorded: readonly {readonly identity: HostIdentity}[]): ClusterIdentity | undefined {
  const identities = recorded.map(({identity}) => identity);
  const count = ({cluster}: HostIdentity) => identities.filter(each => each.cluster === cluster).length;
  return identities.toSorted((one, other) => count(other) - count(one))[0];
}
