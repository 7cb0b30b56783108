import type {Release} from '../../core/artifacts/bundle.js';
import type {HostName} from '../../core/model/names.js';
import type {Templates} from '../../core/render/types.js';
import type {CaHome} from '../../ports/ca-home.js';
import type {HostClient} from '../../ports/host.js';
import type {ReadOperatorFiles} from '../../ports/operator-files.js';
import type {MemberHosts} from '../etcd/member-hosts.js';
import type {UnmanagedEtcdClient} from '../etcd/unmanaged/etcd-client.js';
import type {Connections} from './connections.js';

/** What an observation asks with. */
export interface Observer {
  readonly release: Release;
  readonly templates: Templates;
  readonly connections: Connections;
  readonly host: (host: HostName) => Pick<HostClient, 'facts'>;
  /** False without the release of a bundle: then there is nothing to compare objects of the API with. */
  readonly comparesObjects: boolean;
  /** Undefined for an etcd cluster that quorate manages. */
  readonly unmanagedEtcd: UnmanagedEtcdClient | undefined;
  /** Undefined if the configuration has no files of the operator for hosts. */
  readonly operatorFiles?: ReadOperatorFiles | undefined;
  /** Undefined if the configuration names no directory for CAs. */
  readonly caHome?: Pick<CaHome, 'facts'> | undefined;
  /** Called with the hosts that are asked. What it returns is called for each whose facts are there, or cannot be read. */
  readonly onGather?: ((hosts: readonly HostName[]) => (host: HostName) => void) | undefined;
  /** Learns of members on hosts that the configuration does not declare as etcd hosts. */
  readonly memberHosts?: MemberHosts;
}
