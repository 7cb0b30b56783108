/** What shows whether controllers, schedulers, kubelets and API servers see the changes of the cluster. */
export interface ControlEvidence {
  /** By the clock of the control plane that was asked. */
  readonly now: Date;
  readonly leases: readonly LeaseEvidence[];
  /** `namespace/name` of Deployments whose newest generation was not observed for minutes. */
  readonly unobserved: readonly string[];
  /** Namespaces that an interrupted probe has left. */
  readonly probes: readonly string[];
  /** `namespace/name` of one NetworkPolicy; undefined if there is none. */
  readonly networkPolicy?: string;
}

/** A Lease of kube-system, by which one of several processes leads. */
export interface LeaseEvidence {
  readonly name: string;
  /** The name of its host; empty if the Lease was released. */
  readonly holder: string;
  readonly transitions: number;
  readonly acquired?: Date;
  readonly renewed?: Date;
}

/** A pod that its scheduler, or the kubelet of its node, has not looked at. */
export interface UnseenPod {
  /** `namespace/name` */
  readonly name: string;
  /** Empty until it is scheduled. */
  readonly node: string;
  /** When it was created, or scheduled. */
  readonly since: Date;
}

/** The newest revision that an API server has in memory, and what etcd had afterwards: decimal text. */
export interface WatchCacheEvidence {
  readonly seen: string;
  readonly etcd: string;
}
