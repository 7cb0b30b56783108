import type {Code} from '../catalogue.js';

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
  'etcd/not-sealed',
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
  'cert/early',
  'cert/expired',
  'cert/expiring',
  'cert/foreign-authority',
  'cert/key-differs',
  'cert/missing',
  'cert/name-missing',
  'cert/renewable',
  'cert/wrong',
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
  'links/host-cut',
  'links/pair-cut',
  'links/port-blocked',
  'links/port-refused',
];
