import type {ComponentName} from '../../artifacts/bundle.js';
import {own} from '../../own.js';

/** Programs on a host that are upgraded together, with one restart each. */
export type Group = 'etcd' | 'api-server' | 'controllers' | 'node';

export const GROUPS: readonly Group[] = ['etcd', 'api-server', 'controllers', 'node'];

/** Command-line tools belong to the group of their server. */
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

export const groupOfUnit = (unit: string): Group => own(UNITS, unit) ?? 'node';

/** The program whose version counts as that of the group and decides the flags. */
export const LEADS = {
  etcd: {component: 'etcd', name: 'etcd'},
  'api-server': {component: 'kubernetes', name: 'kube-apiserver'},
  controllers: {component: 'kubernetes', name: 'kube-controller-manager'},
  node: {component: 'kubernetes', name: 'kubelet'},
} as const satisfies Readonly<Record<Group, {readonly component: ComponentName; readonly name: string}>>;
