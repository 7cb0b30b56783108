import type {EtcdOverview} from '../core/model/etcd-overview.js';
import type {HostName} from '../core/model/names.js';

/** Maintenance of etcd, through the member of one host at a time. Each call throws Failure 'etcd/maintenance-failed'. */
export interface EtcdMaintenance {
  overview(): Promise<EtcdOverview>;
  /** Discards all revisions before this one, on all members; does nothing if they are discarded already. */
  compact(host: HostName, revision: string): Promise<void>;
  /** Returns the free space of its database to the file system. The member serves nothing meanwhile. */
  defragment(host: HostName): Promise<void>;
  /** Clears the NOSPACE alarms of all members. Throws Failure 'etcd/corrupt' if there is a CORRUPT alarm. */
  disarm(host: HostName): Promise<void>;
}
