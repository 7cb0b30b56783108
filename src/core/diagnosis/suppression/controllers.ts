import type {SuppressionRule} from './kinds.js';
import {UNIT_DOWN} from './kinds.js';

/** What follows when API servers, controller managers, schedulers or kubelets do not see or do their work. */
export const OF_CONTROLLERS: readonly SuppressionRule[] = [
  // Nothing that watches sees changes: whether it works otherwise is unknown.
  {
    of: ['kube/watches-ahead'],
    suppresses: [
      'kube/no-leader',
      'kube/leader-unstable',
      'kube/leader-idle',
      'kube/pods-unseen',
      'network/route-missing',
    ],
    where: 'anywhere',
  },
  // etcd accepts no writes: Leases are not renewed, and those who held them end.
  {
    of: ['etcd/nospace'],
    suppresses: ['kube/no-leader', 'kube/leader-unstable', 'kube/leader-idle', 'kube/pods-unseen', 'network/no-range'],
    where: 'anywhere',
  },
  {
    of: ['etcd/nospace'],
    suppresses: UNIT_DOWN,
    where: 'anywhere',
    only: ['kube-controller-manager.service', 'kube-scheduler.service'],
  },
  // The others lead or try to, and end for the same reason.
  {of: ['kube/no-leader', 'kube/leader-unstable'], suppresses: UNIT_DOWN, where: 'of the same'},
  {
    of: ['kube/no-leader', 'kube/leader-unstable', 'kube/leader-idle'],
    when: ['kube-controller-manager.service'],
    suppresses: ['network/no-range'],
    where: 'anywhere',
  },
  {
    of: ['kube/no-leader', 'kube/leader-idle'],
    when: ['kube-scheduler.service'],
    suppresses: ['kube/dns-not-ready'],
    where: 'anywhere',
  },
  {of: ['hosts/clock-off'], suppresses: ['kube/no-leader', 'kube/leader-idle', 'kube/pods-unseen'], where: 'anywhere'},
  {of: ['etcd/disk-slow', 'etcd/leader-disagreed'], suppresses: ['kube/leader-unstable'], where: 'anywhere'},
  {of: UNIT_DOWN, when: ['kubelet.service', 'containerd.service'], suppresses: ['kube/pods-unseen'], where: 'there'},
  {of: ['kube/node-not-ready'], suppresses: ['kube/pods-unseen'], where: 'there'},
  // The files of the control planes differ, or one unit reads files that changed.
  {of: ['pki/secrets-differ', 'drift/file-edited'], suppresses: ['kube/encryption-not-loaded'], where: 'of the same'},
  {of: ['kube/encryption-not-loaded'], suppresses: ['drift/unit-stale'], where: 'of the same'},
];
