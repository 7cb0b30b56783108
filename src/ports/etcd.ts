import type {Fact} from '../core/model/fact.js';
import type {EtcdState} from '../core/model/observed.js';

/** The etcd cluster, asked on the members' own hosts, never through an apiserver. */
export interface EtcdClient {
  state(): Promise<Fact<EtcdState>>;
  /** Adds a learner with this peer URL, through a healthy voter. Throws Failure 'etcd/not-yet' when asking again may help. */
  addLearner(peerUrl: string): Promise<void>;
  /** Makes the learner with this peer URL a voter; one that is a voter already stays one. Throws like addLearner. */
  promote(peerUrl: string): Promise<void>;
  /** Takes the member with this peer URL off the list if it is a learner at that moment. Throws like addLearner. */
  removeLearner(peerUrl: string): Promise<void>;
  /** Makes one voter lead in place of the other, if that one does. Throws like addLearner. */
  moveLeader(from: string, to: string): Promise<void>;
  /** Takes the member with this peer URL off the list, through another one. Throws like addLearner. */
  remove(peerUrl: string): Promise<void>;
  /**
   * Takes a snapshot through the leader, checks it with etcdutl, and keeps a copy of it on the machine quorate runs on,
   * whole and readable by its user alone. Throws Failure 'etcd/snapshot-failed'.
   */
  snapshot(): Promise<Snapshot>;
  /** The newest that is kept of this cluster; undefined when there is none. */
  newestSnapshot(): Promise<Snapshot | undefined>;
  /** Does the member with this peer URL answer another one that is healthy? */
  isReachableByPeers(peerUrl: string): Promise<Fact<boolean>>;
}

/** A copy of etcd's data. */
export interface Snapshot {
  /** On the machine quorate runs on. */
  readonly path: string;
  readonly takenAt: Date;
  readonly bytes: number;
  /** Decimal text. */
  readonly revision: string;
}
