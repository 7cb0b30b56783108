import {by} from '../group-by.js';
import {oncePer} from '../once-per.js';
import type {DesiredCluster} from './desired.js';
import type {HostName} from './names.js';
import {restrictTo} from './scope.js';

/** What a cluster has on one host: nothing, or one of each. */
type OnHost = Pick<DesiredCluster, 'hosts' | 'etcd' | 'controlPlanes' | 'nodes' | 'loadBalancers' | 'vipHosts'>;

/** By host: to look through the cluster for each of its hosts takes long with hundreds of them. */
const indexed = oncePer((desired: DesiredCluster): ((name: HostName) => OnHost) => {
  const hostOf = ({host}: {readonly host: HostName}) => host;
  const hosts = by(desired.hosts, ({name}) => name);
  const etcd = by(desired.etcd, hostOf);
  const controlPlanes = by(desired.controlPlanes, hostOf);
  const nodes = by(desired.nodes, hostOf);
  const loadBalancers = by(desired.loadBalancers, hostOf);
  const vipHosts = by(desired.vipHosts, hostOf);
  return name => ({
    hosts: hosts.get(name) ?? [],
    etcd: etcd.get(name) ?? [],
    controlPlanes: controlPlanes.get(name) ?? [],
    nodes: nodes.get(name) ?? [],
    loadBalancers: loadBalancers.get(name) ?? [],
    vipHosts: vipHosts.get(name) ?? [],
  });
});

/** What of a cluster is on a host. The endpoints of a control plane are those of the complete cluster. */
export const onHost = (desired: DesiredCluster, name: HostName): OnHost => indexed(desired)(name);

/** The part of a cluster on one host, as restrictTo() makes it. */
export const restrictToHost = (desired: DesiredCluster, name: HostName): DesiredCluster =>
  // All members are needed: their endpoints are left out of those of the control plane.
  restrictTo({...desired, ...onHost(desired, name), etcd: desired.etcd}, new Set([name]));
