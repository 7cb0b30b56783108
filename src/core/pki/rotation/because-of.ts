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
  const needed: readonly (readonly [SharedName, string, boolean])[] = [
    ['ca', 'the key of the cluster CA, and credentials of an administrator', isControlPlane],
    ['ca', 'client certificates of its kubelet, kube-proxy and flannel', !isControlPlane && has(desired.nodes)],
    ['etcd-ca', 'the key of the etcd CA', isControlPlane && desired.unmanagedEtcd === undefined],
    ['etcd-ca', 'client certificates that read and write all of etcd', !isControlPlane && isMember],
    ['front-proxy-ca', 'the key of the front proxy CA', isControlPlane],
    ['service-account', 'the key that signs service account tokens', isControlPlane],
    ['encryption', 'the key of the Secrets in etcd', isControlPlane],
  ];
  return needed.flatMap(([name, because, applies]) => (applies ? [{command: rotationCommand(name), because}] : []));
}
