import type {ClusterId} from '../core/model/names.js';
import type {CaName, DesiredCert, DesiredKubeconfig, SharedName, SharedSource} from '../core/pki/types.js';
import type {UnmanagedEtcdFile} from '../core/pki/unmanaged-etcd.js';
import type {HostFile} from './host.js';

/** Creates keys and signs certificates. Private keys stay in memory until they are sent to a host by stdin. */
export interface CertificateIssuer {
  /** The ID of the cluster: the one recorded on its hosts, or a new one for this run. */
  clusterId(): Promise<ClusterId>;
  /** The files of a shared secret, the same for every control plane of this run. */
  shared(name: SharedName, from: SharedSource): Promise<readonly HostFile[]>;
  /** The text of the certificate file of a CA, from the same source as `shared`. */
  caCert(name: CaName): Promise<string>;
  /** One of the operator's client files for an unmanaged etcd. */
  store(name: UnmanagedEtcdFile): Promise<HostFile>;
  /** A new key and its certificate, the key first. */
  certificate(wanted: DesiredCert): Promise<readonly HostFile[]>;
  kubeconfig(wanted: DesiredKubeconfig): Promise<HostFile>;
}
