/** How far apart versions may be, with the source. The plan of an upgrade prints these rules. */
export interface SkewRule {
  /** The component: "kubelet". */
  readonly rule: string;
  readonly allows: string;
  /** The release that introduced the rule; empty if there was none before it. */
  readonly since: string;
  readonly source: string;
  /** Month in which the source was read: rules of later releases are unknown. */
  readonly asOf: string;
}

export const KUBELET_MINORS_BEHIND = 3;
export const API_SERVER_MINORS_APART = 1;

/** All members must run at least this version before the first is upgraded to that minor. */
export interface EtcdFloor {
  readonly minor: string;
  readonly least: string;
  /** From this version on nothing needs to be checked by hand. */
  readonly better?: string;
  readonly because: string;
}

export const ETCD_FLOORS: readonly EtcdFloor[] = [
  {
    minor: '3.6',
    least: '3.5.26',
    better: '3.5.32',
    because: 'otherwise removed members may return, and promoted members may be learners again, after the upgrade',
  },
  {minor: '3.7', least: '3.6.11', because: 'earlier versions may not work with it'},
];

const KUBERNETES = {source: 'Kubernetes version skew policy', asOf: '2026-11'} as const;
const ETCD = {source: 'etcd upgrade guides', asOf: '2026-11'} as const;

export const SKEW: readonly SkewRule[] = [
  {rule: 'kube-apiserver', allows: 'all within one minor of each other, one minor at a time', since: '', ...KUBERNETES},
  {
    rule: 'kube-controller-manager, kube-scheduler',
    allows: 'up to one minor behind the API server, never ahead',
    since: '',
    ...KUBERNETES,
  },
  {
    rule: 'kubelet',
    allows: 'up to three minors behind the API server, never ahead',
    since: '1.28',
    ...KUBERNETES,
  },
  {
    rule: 'kube-proxy',
    allows: 'up to three minors behind the API server, never ahead',
    since: '1.28',
    ...KUBERNETES,
  },
  {rule: 'etcd', allows: 'one minor at a time, all members healthy', since: '', ...ETCD},
  ...ETCD_FLOORS.map(({minor, least}) => ({
    rule: `etcd to ${minor}`,
    allows: `every member at ${least} or later before the first one is upgraded`,
    since: minor,
    ...ETCD,
  })),
  {
    rule: 'etcd for Kubernetes',
    allows: '3.5.24 or later',
    since: '1.36',
    source: 'kubeadm, oldest external etcd',
    asOf: '2026-11',
  },
];
