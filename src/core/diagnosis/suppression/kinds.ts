import type {FindingCode} from '../../codes/findings.js';

/** Findings that follow from another finding and are not reported beside it. */
export interface SuppressionRule {
  readonly of: readonly FindingCode[];
  readonly suppresses: readonly FindingCode[];
  /** there: on a host of the cause. between: on all hosts of the cause. of the same: of the same unit or file. */
  readonly where: 'anywhere' | 'there' | 'between' | 'of the same';
  /** Applies only to a cause with one of these subjects. */
  readonly when?: readonly string[];
  /** Suppresses only findings with one of these subjects. */
  readonly only?: readonly string[];
}

export const UNIT_DOWN: readonly FindingCode[] = ['hosts/unit-failed', 'hosts/unit-restarting', 'hosts/unit-stopped'];
export const CONTROL_PLANE_UNITS = [
  'kube-apiserver.service',
  'kube-controller-manager.service',
  'kube-scheduler.service',
];
export const API_DOWN: readonly FindingCode[] = ['kube/api-not-ready', 'balancers/backend-down'];
export const MEMBER_ASTRAY: readonly FindingCode[] = [
  'etcd/leader-disagreed',
  'etcd/terms-differ',
  'etcd/member-behind',
  'etcd/membership-not-recorded',
  'etcd/removal-unfinished',
];
export const FILE_DIFFERS: readonly FindingCode[] = [
  'drift/binary-differs',
  'drift/file-edited',
  'drift/file-missing',
  'drift/file-mode',
  'drift/link-differs',
  'drift/unit-edited',
];
export const CERT_WRONG: readonly FindingCode[] = [
  'cert/not-yet-valid',
  'cert/expired',
  'cert/expires-soon',
  'cert/wrong-ca',
  'cert/key-differs',
  'cert/missing',
  'cert/name-missing',
  'cert/renewal-due',
  'cert/mismatch',
];
export const DRIFT: readonly FindingCode[] = [
  ...FILE_DIFFERS,
  'drift/directory-differs',
  'drift/image-differs',
  'drift/image-missing',
  'drift/kernel-unprepared',
  'drift/package-missing',
  'drift/selinux-boolean',
  'drift/user-missing',
  'drift/unit-stale',
  'drift/unit-unreloaded',
];
/** Files and units that differ because the configuration was edited. */
export const RENDERED_ANEW: readonly FindingCode[] = [
  'drift/file-edited',
  'drift/unit-edited',
  'drift/unit-stale',
  'drift/unit-unreloaded',
];
/** Files and units that contain addresses of other hosts. */
export const NAMING_OTHERS = [
  '/etc/etcd/etcdctl.env',
  '/etc/haproxy/quorate.cfg',
  '/etc/haproxy/quorate-load-balancer.cfg',
  '/etc/keepalived/quorate.conf',
  'quorate-keepalived.service',
  'kube-apiserver.service',
];
/** What flanneld has set up: of no interest on a host where it does not run, or that is another one. */
export const OF_FLANNELD: readonly FindingCode[] = [
  'network/range-differs',
  'network/not-reported',
  'network/route-missing',
];
export const LINK_DOWN: readonly FindingCode[] = [
  'links/host-isolated',
  'links/no-connectivity',
  'links/port-blocked',
  'links/port-refused',
];
