import type {Failure} from '../core/failure.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import type {EtcdClient} from './etcd.js';
import type {HostClient} from './host.js';
import type {KubeClient} from './kube.js';

/** The cluster's lock in the hands of this run. */
export interface HeldLock {
  /** Fires when the lock is gone: whoever works under it is to end before the next step. */
  readonly lost: AbortSignal;
  /** No other run has held it since the moment that was asked about. */
  readonly undisturbed: boolean;
}

/** The connected hosts of one cluster. */
export interface ClusterClient {
  host(name: HostName): HostClient;
  readonly etcd: EtcdClient;
  readonly kube: KubeClient;
  observe(desired: DesiredCluster): Promise<ObservedCluster>;
  /**
   * Holds the cluster's lock on every reachable member and control-plane host while `use` runs. Two runs exclude each
   * other; a lock whose holder is gone is free. Throws Failure 'lock/held' that names the holder, where and since when;
   * when `use` fails after the lock was lost, the Failure is 'lock/lost'.
   *
   * @param since a moment of this process's monotonic clock, in milliseconds.
   */
  locked<T>(verb: string, since: number, use: (lock: HeldLock) => Promise<T>): Promise<T>;
  /** Why a host could not be read when it was last observed, with what to do; undefined when it could. */
  troubleWith(name: HostName): Failure | undefined;
}
