import type {DesiredCluster} from '../../core/cluster/desired.js';
import type {HostName} from '../../core/cluster/names.js';

/**
 * Where the lock of a cluster lies: on every host with a member or a control plane. In one order for everybody, so
 * that of two runs that start at once the same one is refused everywhere.
 */
export const lockHosts = ({etcd, controlPlanes}: DesiredCluster): readonly HostName[] =>
  [...new Set([...etcd, ...controlPlanes].map(({host}) => host))].sort();
