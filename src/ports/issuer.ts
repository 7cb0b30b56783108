import type {ClusterId} from '../core/model/names.js';
import type {CaName, DesiredCert, DesiredKubeconfig, HostKey, SharedName, SharedSource} from '../core/pki/types.js';
import type {UnmanagedEtcdFile} from '../core/pki/unmanaged-etcd.js';
import type {HostFile, KeyFile, PutFile} from './host.js';

/**
 * Creates shared secrets and signs certificates. Of shared secrets, private keys stay in memory until they are sent to a
 * host by stdin; those of certificates are made on the hosts (`HostClient.makeKeys`), and only their public keys are here.
 */
export interface CertificateIssuer {
  /** The ID of the cluster: the one recorded on its hosts, or a new one for this run. */
  clusterId(): Promise<ClusterId>;
  /** The files of a shared secret, the same for every control plane of this run. */
  shared(name: SharedName, from: SharedSource): Promise<readonly HostFile[]>;
  /** The text of the certificate file of a CA, from the same source as `shared`. */
  caCert(name: CaName): Promise<string>;
  /** One of the operator's client files for an unmanaged etcd. */
  store(name: UnmanagedEtcdFile): Promise<HostFile>;
  /** A key of the host and its certificate, the key first. */
  certificate(wanted: DesiredCert, key: HostKey): Promise<readonly PutFile[]>;
  /** With a key of the host, and its certificate. */
  kubeconfig(wanted: DesiredKubeconfig, key: HostKey): Promise<KeyFile>;
}
