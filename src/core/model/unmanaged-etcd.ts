import type {Fact} from './fact.js';
import type {Digest, EtcdId, HostName} from './names.js';

/** The state of one endpoint of an unmanaged etcd, seen from one control plane. */
export type UnmanagedEtcdAnswer = {
  readonly endpoint: string;
  /** Undefined if no control plane could connect. */
  readonly from?: HostName;
} & (
  | {
      /**
       * In the order of the values: the CA, certificate or key file cannot be used; no answer; its certificate is not
       * signed by the CA; it rejects the client certificate; the endpoint is not an etcd.
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
  /** "0" if there is none. */
  readonly leader: EtcdId;
  readonly learner: boolean;
  /** Why it serves no linearizable read; undefined if it does. */
  readonly trouble?: string;
  /** Empty while it serves no read. */
  readonly members: readonly UnmanagedEtcdMember[];
  /** It has the data of a Kubernetes cluster; false while it serves no read. */
  readonly holdsCluster: boolean;
}

export interface UnmanagedEtcdMember {
  readonly id: EtcdId;
  readonly name: string;
  readonly peerUrl: string;
  readonly learner: boolean;
}

/** What was read from an unmanaged etcd. */
export interface ObservedUnmanagedEtcd {
  /** By path on a control plane, the digest of the operator's file that belongs there. */
  readonly files: Fact<ReadonlyMap<string, Digest>>;
  /** Each endpoint from each control plane. */
  readonly answers: readonly UnmanagedEtcdAnswer[];
}
