import type {ComponentName} from '../../versions/bundle.js';

/** What changes its version together on a host: programs that one restart, or one short row of them, takes in. */
export type Group = 'etcd' | 'api-server' | 'controllers' | 'node';

export const GROUPS: readonly Group[] = ['etcd', 'api-server', 'controllers', 'node'];

/** Tools go with the server they are made for. */
export function groupOf({name, component}: {readonly name: string; readonly component: ComponentName}): Group {
  if (component === 'etcd') return 'etcd';
  if (name === 'kube-apiserver' || name === 'kubectl') return 'api-server';
  return name === 'kube-controller-manager' || name === 'kube-scheduler' ? 'controllers' : 'node';
}

const UNITS: Readonly<Record<string, Group>> = {
  'etcd.service': 'etcd',
  'kube-apiserver.service': 'api-server',
  'kube-controller-manager.service': 'controllers',
  'kube-scheduler.service': 'controllers',
};

export const groupOfUnit = (unit: string): Group => UNITS[unit] ?? 'node';

/** The program whose version is that of the group, and says which flags it is started with. */
export const LEADS = {
  etcd: {component: 'etcd', name: 'etcd'},
  'api-server': {component: 'kubernetes', name: 'kube-apiserver'},
  controllers: {component: 'kubernetes', name: 'kube-controller-manager'},
  node: {component: 'kubernetes', name: 'kubelet'},
} as const satisfies Readonly<Record<Group, {readonly component: ComponentName; readonly name: string}>>;
