import type {DesiredCluster} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import type {SharedName} from '../types.js';
import {rotationCommand} from './names.js';

/** A rotation that makes worthless what a host had. */
export interface NeededRotation {
  readonly command: string;
  /** What the host had. */
  readonly because: string;
}

/**
 * The rotations after a host fell into other hands, in their order. A host that the configuration does not name any more may
 * have been a control plane.
 */
export function neededRotations(desired: DesiredCluster, host: HostName): readonly NeededRotation[] {
  const has = (hosts: readonly {readonly host: HostName}[]) => hosts.some(each => each.host === host);
  const isKnown = desired.hosts.some(({name}) => name === host);
  const isControlPlane = !isKnown || has(desired.controlPlanes);
  const isMember = !isKnown || has(desired.etcd);
  const [ofCa, ofEtcd, ofProxy] = desired.pki.home === 'hosts' ? CA_KEYS : CERTIFICATES;
  const needed: readonly (readonly [SharedName, string, boolean])[] = [
    ['ca', ofCa, isControlPlane],
    ['ca', 'client certificates of its kubelet, kube-proxy and flannel', !isControlPlane && has(desired.nodes)],
    ['etcd-ca', ofEtcd, isControlPlane && desired.unmanagedEtcd === undefined],
    ['etcd-ca', ETCD_CLIENTS, !isControlPlane && isMember],
    ['front-proxy-ca', ofProxy, isControlPlane],
    ['service-account', 'the key that signs service account tokens', isControlPlane],
    ['encryption', 'the key of the Secrets in etcd', isControlPlane],
  ];
  return needed.flatMap(([name, because, applies]) => (applies ? [{command: rotationCommand(name), because}] : []));
}

const ETCD_CLIENTS = 'client certificates that read and write all of etcd';

/** What a control plane has of each CA: its key, or only certificates where the operator has the key. */
const CA_KEYS = [
  'the key of the cluster CA, and credentials of an administrator',
  'the key of the etcd CA',
  'the key of the front proxy CA',
] as const;
const CERTIFICATES = [
  'credentials of an administrator',
  ETCD_CLIENTS,
  'the client certificate of the front proxy, which may name any user',
] as const;
