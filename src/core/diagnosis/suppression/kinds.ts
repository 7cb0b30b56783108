import type {Code} from '../../codes/findings.js';

/** What is no finding of its own when another one stands. */
export interface SuppressionRule {
  readonly of: readonly Code[];
  readonly suppresses: readonly Code[];
  /** there: on a host that the cause is about. between: on the hosts of the cause. of the same: the same unit or file. */
  readonly where: 'anywhere' | 'there' | 'between' | 'of the same';
  /** Counts only for a cause that is about one of these. */
  readonly when?: readonly string[];
  /** Hides only what is about one of these. */
  readonly only?: readonly string[];
}

export const UNIT_DOWN: readonly Code[] = ['hosts/unit-failed', 'hosts/unit-restarting', 'hosts/unit-stopped'];
export const CONTROL_PLANE_UNITS = [
  'kube-apiserver.service',
  'kube-controller-manager.service',
  'kube-scheduler.service',
];
export const API_DOWN: readonly Code[] = ['kube/api-not-ready', 'balancers/backend-down'];
export const MEMBER_ASTRAY: readonly Code[] = [
  'etcd/leader-disagreed',
  'etcd/terms-differ',
  'etcd/member-behind',
  'etcd/membership-not-recorded',
  'etcd/removal-unfinished',
];
export const FILE_DIFFERS: readonly Code[] = [
  'drift/binary-differs',
  'drift/file-edited',
  'drift/file-missing',
  'drift/file-mode',
  'drift/link-differs',
  'drift/unit-edited',
];
export const CERT_WRONG: readonly Code[] = [
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
export const DRIFT: readonly Code[] = [
  ...FILE_DIFFERS,
  'drift/directory-differs',
  'drift/image-missing',
  'drift/kernel-unprepared',
  'drift/unit-stale',
  'drift/unit-unreloaded',
];
/** What a configuration that was edited makes of files and units that nobody touched. */
export const RENDERED_ANEW: readonly Code[] = [
  'drift/file-edited',
  'drift/unit-edited',
  'drift/unit-stale',
  'drift/unit-unreloaded',
];
/** Files and units that name other hosts by their addresses. */
export const NAMING_OTHERS = [
  '/etc/haproxy/quorate.cfg',
  '/etc/haproxy/quorate-load-balancer.cfg',
  'quorate-keepalived.service',
  'kube-apiserver.service',
];
export const LINK_DOWN: readonly Code[] = [
  'links/host-isolated',
  'links/no-connectivity',
  'links/port-blocked',
  'links/port-refused',
];
