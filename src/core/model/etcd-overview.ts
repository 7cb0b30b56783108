import type {EtcdId, HostName} from './names.js';

/** A member of etcd as the member list has it, and what its own host says about it. */
export interface MemberOverview {
  readonly id: EtcdId;
  /** Undefined if no host of the configuration has it. */
  readonly host?: HostName;
  /** Empty until its first start. */
  readonly name: string;
  readonly peerUrl: string;
  readonly role: 'voter' | 'learner';
  readonly leader: boolean;
  /** A voter served a linearizable read; a learner answered. */
  readonly healthy: boolean;
  /** Why it is not healthy. */
  readonly why?: string;
  /** Kinds: "NOSPACE", "CORRUPT". */
  readonly alarms: readonly string[];
  /** Undefined if it does not answer. */
  readonly status?: MemberNumbers;
}

/** What a member that answers says, also without quorum. */
export interface MemberNumbers {
  readonly version: string;
  /** Decimal text: an int64. */
  readonly revision: string;
  readonly index: number;
  readonly appliedIndex: number;
  /** Entries that its applied index is behind the log of the leader; undefined if no leader answers. */
  readonly behind?: number;
  readonly dbSizeBytes: number;
  readonly dbInUseBytes: number;
  /** Undefined before etcd 3.6. */
  readonly quotaBytes?: number;
}

/** etcd at one moment, each member asked on its own host, also without quorum. */
export interface EtcdOverview {
  /** Undefined if no member answers. */
  readonly clusterId?: EtcdId;
  readonly members: readonly MemberOverview[];
  /** A majority of the voters serves linearizable reads. */
  readonly quorate: boolean;
  /** "NOSPACE <member id>"; undefined: unknown, because no member serves. */
  readonly alarms?: readonly string[];
  /** Hosts that should have a member, and none of the members is known to be there. */
  readonly others: readonly {readonly host: HostName; readonly why: string}[];
}
