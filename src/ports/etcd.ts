import type {Fact} from '../core/model/fact.js';
import type {EtcdId, HostName} from '../core/model/names.js';
import type {EtcdState} from '../core/model/observed.js';

/** The etcd cluster, asked on the hosts of its members, never through an API server. */
export interface EtcdClient {
  state(): Promise<Fact<EtcdState>>;
  /** Adds a learner with this peer URL, through a healthy voter. Throws Failure 'etcd/change-not-accepted' when a retry may succeed. */
  addLearner(peerUrl: string): Promise<void>;
  /** Promotes the learner with this peer URL; does nothing to a voter. Throws like addLearner. */
  promote(peerUrl: string): Promise<void>;
  /** Removes the member with this peer URL if it is a learner at that time. Throws like addLearner. */
  removeLearner(peerUrl: string): Promise<void>;
  /** Transfers leadership from one voter to another, if the first is the leader. Throws like addLearner. */
  moveLeader(from: string, to: string): Promise<void>;
  /** Removes the member with this peer URL, through another voter. Throws like addLearner. */
  remove(peerUrl: string): Promise<void>;
  /**
   * Takes a snapshot through the leader, verifies it with etcdutl, and stores it on the machine that runs quorate,
   * readable only by its user. Throws Failure 'etcd/snapshot-failed'.
   */
  snapshot(): Promise<Snapshot>;
  /** The same of the member on a host, also without quorum: it has what that member has applied. */
  snapshotOf(host: HostName): Promise<Snapshot>;
  /**
   * The same from the data of a member that does not serve, as one that was started without quorum: what its log says is
   * committed, so the last writes before a loss of power may be missing. The member is stopped for it, and started again if it ran.
   */
  offlineSnapshotOf(host: HostName, member: StoppedMember): Promise<Snapshot>;
  /** The newest stored snapshot of this cluster; undefined when there is none. */
  newestSnapshot(): Promise<Snapshot | undefined>;
  /** Whether the member with this peer URL answers another, healthy member. */
  isReachableByPeers(peerUrl: string): Promise<Fact<boolean>>;
}

/** What is known of a member that does not answer. */
export interface StoppedMember {
  readonly clusterId: EtcdId;
  /** Version of etcd. */
  readonly etcd: string;
}

export interface Snapshot {
  /** On the machine that runs quorate. */
  readonly path: string;
  readonly takenAt: Date;
  readonly bytes: number;
  /** Decimal text. */
  readonly revision: string;
}
