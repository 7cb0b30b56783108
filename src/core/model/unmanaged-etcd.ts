import type {Fact} from './fact.js';
import type {Digest, EtcdId, HostName} from './names.js';

/** What one endpoint of somebody else's etcd says, asked from one control plane. */
export type UnmanagedEtcdAnswer = {
  readonly endpoint: string;
  /** Undefined when nobody could ask. */
  readonly from?: HostName;
} & (
  | {
      /**
       * unasked: the operator's own files will not do. silent: nobody answers. untrusted: its certificate is not of the
       * authority. refusing: it does not take our certificate. stranger: what answers is no etcd.
       */
      readonly is: 'unasked' | 'silent' | 'untrusted' | 'refusing' | 'stranger';
      readonly why: string;
    }
  | {readonly is: 'etcd'; readonly status: UnmanagedEtcdStatus}
);

export interface UnmanagedEtcdStatus {
  readonly version: string;
  readonly clusterId: EtcdId;
  readonly memberId: EtcdId;
  /** "0" while there is none. */
  readonly leader: EtcdId;
  readonly learner: boolean;
  /** Why it serves no linearizable read; undefined when it does. */
  readonly trouble?: string;
  /** Empty while it serves no read. */
  readonly members: readonly UnmanagedEtcdMember[];
  /** A Kubernetes cluster keeps its data there; false while it serves no read. */
  readonly holdsCluster: boolean;
}

export interface UnmanagedEtcdMember {
  readonly id: EtcdId;
  readonly name: string;
  readonly peerUrl: string;
  readonly learner: boolean;
}

/** What was found of an etcd that somebody else runs. */
export interface ObservedUnmanagedEtcd {
  /** By path on a control plane, the digest of the operator's file that belongs there. */
  readonly files: Fact<ReadonlyMap<string, Digest>>;
  /** Each endpoint from each control plane. */
  readonly answers: readonly UnmanagedEtcdAnswer[];
}
