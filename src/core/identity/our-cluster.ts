import type {DesiredCluster} from '../cluster/desired.js';
import type {HostName} from '../cluster/names.js';
import type {ObservedCluster} from '../cluster/observed.js';
import type {HostIdentity} from './record.js';

export type OurCluster = Pick<HostIdentity, 'cluster' | 'clusterName'>;

/**
 * The cluster that the configuration is about: the one that most of its control planes and etcd hosts belong to, else
 * one of its name that other hosts belong to. Undefined while the cluster is yet to be founded.
 */
export function ourCluster(desired: DesiredCluster, hosts: ObservedCluster['hosts']): OurCluster | undefined {
  const keepers = new Set<HostName>([...desired.controlPlanes, ...desired.etcd].map(({host}) => host));
  const recorded = desired.hosts.flatMap(({name}) => {
    const facts = hosts.get(name);
    const identity = facts?.known === true ? facts.value.identity : undefined;
    return identity?.known === true ? [{name, identity: identity.value}] : [];
  });
  const ofKeepers = recorded.filter(({name}) => keepers.has(name)).map(({identity}) => identity);
  const ofName = recorded.map(({identity}) => identity).filter(({clusterName}) => clusterName === desired.name);
  return mostCommon(ofKeepers, desired.name) ?? mostCommon(ofName, desired.name);
}

function mostCommon(identities: readonly HostIdentity[], name: string): OurCluster | undefined {
  const count = ({cluster}: HostIdentity) => identities.filter(each => each.cluster === cluster).length;
  const isNamed = ({clusterName}: HostIdentity) => Number(clusterName === name);
  return identities.toSorted((one, other) => count(other) - count(one) || isNamed(other) - isNamed(one))[0];
}
