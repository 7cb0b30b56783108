import type {DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import {CAS} from './cas.js';
import type {CaName} from './types.js';

/** A host that needs an authority's certificate. */
export interface CaCertHolder {
  readonly host: HostName;
  readonly ca: CaName;
  readonly path: string;
}

/**
 * Hosts that verify against an authority without ever signing: they hold its certificate and not its key. Control
 * planes are not among them, for they hold the whole shared secret.
 */
export function caCertHolders(c: DesiredCluster): readonly CaCertHolder[] {
  const signing = new Set(c.controlPlanes.map(controlPlane => controlPlane.host));
  const holding = (ca: CaName, hosts: readonly {readonly host: HostName}[]) =>
    hosts.filter(({host}) => !signing.has(host)).map(({host}) => ({host, ca, path: CAS[ca].certPath}));
  const nodes = new Set(c.nodes.map(({host}) => host));
  const onlyBalancing = c.loadBalancers.filter(({host}) => !nodes.has(host));
  return [...holding('ca', [...c.nodes, ...onlyBalancing]), ...holding('etcd-ca', c.etcd)];
}
