import type {ClusterId} from '../core/model/names.js';
import type {CaName, DesiredCert, DesiredKubeconfig, SharedName, SharedSource} from '../core/pki/types.js';
import type {UnmanagedEtcdFile} from '../core/pki/unmanaged-etcd.js';
import type {HostFile} from './host.js';

/** Keys are made and certificates signed here; private keys stay in this process's memory until they go to a host by stdin. */
export interface CertificateIssuer {
  /** The id of the cluster: that of its hosts, or one made for this run. */
  clusterId(): Promise<ClusterId>;
  /** The files of a shared secret, the same for every control plane of this run. */
  shared(name: SharedName, from: SharedSource): Promise<readonly HostFile[]>;
  /** The certificate file's text of an authority, from wherever `shared` would take it in this run. */
  caCert(name: CaName): Promise<string>;
  /** A file of the operator's with which control planes are clients of somebody else's etcd. */
  store(name: UnmanagedEtcdFile): Promise<HostFile>;
  /** A new key and its certificate, the key first. */
  certificate(wanted: DesiredCert): Promise<readonly HostFile[]>;
  kubeconfig(wanted: DesiredKubeconfig): Promise<HostFile>;
}
