import type {DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import {CAS} from './cas.js';
import type {CaName} from './types.js';

/** A host that needs a CA certificate. */
export interface CaCertHolder {
  readonly host: HostName;
  readonly ca: CaName;
  readonly path: string;
}

/**
 * Hosts that verify with a CA and never sign: they have its certificate without its key. Control planes are not among
 * them: they get it with the secrets that they share, before anything is signed.
 */
export function caCertHolders(c: DesiredCluster): readonly CaCertHolder[] {
  const signing = new Set(c.controlPlanes.map(controlPlane => controlPlane.host));
  const holding = (ca: CaName, hosts: readonly {readonly host: HostName}[]) =>
    hosts.filter(({host}) => !signing.has(host)).map(({host}) => ({host, ca, path: CAS[ca].certPath}));
  const nodes = new Set(c.nodes.map(({host}) => host));
  const onlyBalancing = c.loadBalancers.filter(({host}) => !nodes.has(host));
  return [...holding('ca', [...c.nodes, ...onlyBalancing]), ...holding('etcd-ca', c.etcd)];
}
