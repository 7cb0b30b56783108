import type {Digest, EtcdId} from './names.js';

/** What a restore makes of a snapshot: the same on all members. */
export interface RestoreTerms {
  readonly snapshot: Digest;
  /** Decimal text: how much the revision of the snapshot is raised, so that it is above all that clients have seen. */
  readonly bump: string;
  /** The token of the new cluster: with the peer URLs it decides the ids. */
  readonly token: string;
}

/** Restored data on a host, as recorded beside it. */
export interface RestoreRecord extends RestoreTerms {
  /** The initial cluster: "cp1=https://10.0.0.1:2380,…". */
  readonly cluster: string;
  readonly clusterId: EtcdId;
  readonly memberId: EtcdId;
}

/** What the member that runs on a host reports of itself; it answers without quorum, too. */
export interface RunningMember {
  readonly clusterId: EtcdId;
  readonly memberId: EtcdId;
  /** "0" while there is none. */
  readonly leader: EtcdId;
  /** Decimal text: int64 and uint64. */
  readonly revision: string;
  readonly term: string;
  readonly index: string;
  readonly learner: boolean;
  readonly version: string;
  readonly dbBytes: number;
  /** How many voters its member list has; undefined if it did not say. */
  readonly voters?: number;
  /** Of all its keys, at its revision; undefined if it did not say. */
  readonly hash?: string;
}

/** The data directory of etcd on a host: the member, what a restore has prepared beside it, and data set aside. */
export interface EtcdData {
  /** The member directory has a write-ahead log. */
  readonly hasMember: boolean;
  readonly record?: RestoreRecord;
  /** Restored data is beside the member: the record describes it. */
  readonly isPrepared: boolean;
  /** Snapshots that were sent completely. */
  readonly sent: readonly Digest[];
  /** Names of the directories with data set aside. */
  readonly old: readonly string[];
  /** On the file system of the data directory. */
  readonly freeBytes: number;
  /** ActiveState of etcd.service; "" if there is no such unit. */
  readonly active: string;
  /** The version of etcdutl; undefined if it is not installed. */
  readonly tool?: string;
  /** Undefined if it does not run, or does not answer. */
  readonly running?: RunningMember;
  /** The revision of the database of a member that does not run, as decimal text; undefined if it cannot be read. */
  readonly storedRevision?: string;
}
