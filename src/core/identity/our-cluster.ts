import type {DesiredCluster} from '../model/desired.js';
import type {HostIdentity} from '../model/identity-record.js';
import type {HostName} from '../model/names.js';
import type {ObservedCluster} from '../model/observed.js';

export type OurCluster = Pick<HostIdentity, 'cluster' | 'clusterName'>;

/**
 * The cluster that the configuration is about: of those that have its name, the one that most of its control planes and
 * etcd hosts belong to, else most of its other hosts. A cluster of another name is never meant, whatever hosts of it are
 * in the configuration. Undefined while the cluster is yet to be founded.
 */
export function ourCluster(desired: DesiredCluster, hosts: ObservedCluster['hosts']): OurCluster | undefined {
  const keepers = new Set<HostName>([...desired.controlPlanes, ...desired.etcd].map(({host}) => host));
  const recorded = desired.hosts.flatMap(({name}) => {
    const facts = hosts.get(name);
    const identity = facts?.known === true ? facts.value.identity : undefined;
    return identity?.known === true && identity.value.clusterName === desired.name
      ? [{name, identity: identity.value}]
      : [];
  });
  const ofKeepers = recorded.filter(({name}) => keepers.has(name));
  return mostCommon(ofKeepers.length > 0 ? ofKeepers : recorded);
}

function mostCommon(recorded: readonly {readonly identity: HostIdentity}[]): OurCluster | undefined {
  const identities = recorded.map(({identity}) => identity);
  const count = ({cluster}: HostIdentity) => identities.filter(each => each.cluster === cluster).length;
  return identities.toSorted((one, other) => count(other) - count(one))[0];
}
