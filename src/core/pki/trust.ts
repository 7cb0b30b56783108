import type {DesiredCluster} from '../cluster/desired.js';
import type {HostName} from '../cluster/names.js';
import {AUTHORITIES} from './authorities.js';
import type {AuthorityName} from './types.js';

/** A host that needs an authority's certificate. */
export interface AuthorityCertHolder {
  readonly host: HostName;
  readonly authority: AuthorityName;
  readonly path: string;
}

/**
 * Hosts that verify against an authority without ever signing: they hold its certificate and not its key. Control
 * planes are not among them, for they hold the whole shared secret.
 */
export function authorityCertHolders(c: DesiredCluster): readonly AuthorityCertHolder[] {
  const signing = new Set(c.controlPlanes.map(controlPlane => controlPlane.host));
  const holding = (authority: AuthorityName, hosts: readonly {readonly host: HostName}[]) =>
    hosts
      .filter(({host}) => !signing.has(host))
      .map(({host}) => ({host, authority, path: AUTHORITIES[authority].certPath}));
  const nodes = new Set(c.nodes.map(({host}) => host));
  const onlyBalancing = c.loadBalancers.filter(({host}) => !nodes.has(host));
  return [...holding('ca', [...c.nodes, ...onlyBalancing]), ...holding('etcd-ca', c.etcd)];
}
