import type {Evidence} from '../core/diagnosis/evidence.js';
import type {Failure} from '../core/failure.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedReach, ReachQuery} from '../core/model/network-reach.js';
import type {ObservedCluster} from '../core/model/observed.js';
import type {EtcdClient} from './etcd.js';
import type {HostClient} from './host.js';
import type {KubeClient} from './kube.js';

/** 'plan': the facts that the planner compares. 'diagnosis': also those that only the diagnosis uses. */
export type Depth = 'plan' | 'diagnosis';

/** The lock of the cluster, held by this run. */
export interface HeldLock {
  /** Fires when the lock is lost: the run stops before its next step. */
  readonly lost: AbortSignal;
  /**
   * Why it is unknown whether the run still holds the lock: connections are lost, and the lock is taken again when they
   * come back. Until then nothing may be changed. Undefined: it is held, or lost.
   */
  doubt(): string | undefined;
  /** No other run has held it since the given time. */
  readonly undisturbed: boolean;
}

/** The connected hosts of one cluster. */
export interface ClusterClient {
  host(name: HostName): HostClient;
  readonly etcd: EtcdClient;
  readonly kube: KubeClient;
  /**
   * Reads hosts, etcd and the API in parallel. What does not answer is unknown.
   *
   * @param seen facts that were gathered just now: these hosts are not asked for them again.
   */
  observe(desired: DesiredCluster, depth: Depth, seen?: ObservedCluster['hosts']): Promise<Evidence>;
  /**
   * Holds the lock of the cluster on every reachable etcd host and control plane while `use` runs. Two runs exclude each
   * other; the lock of a run that has ended is free. Throws Failure 'lock/held' with the holder, its host and its start
   * time; when `use` fails after the lock was lost, the Failure is 'lock/lost'.
   *
   * @param since monotonic milliseconds of this process.
   */
  locked<T>(verb: string, since: number, use: (lock: HeldLock) => Promise<T>): Promise<T>;
  /** Tries connections of nodes through the pod network, and queries to cluster DNS: all nodes at once. */
  reach(queries: readonly ReachQuery[]): Promise<ObservedReach>;
  /** The Failure of the last attempt to read a host; undefined when it succeeded. */
  troubleWith(name: HostName): Failure | undefined;
}
