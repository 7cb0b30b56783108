import type {SuppressionRule} from './kinds.js';
import {API_DOWN, CONTROL_PLANE_UNITS, UNIT_DOWN} from './kinds.js';

/** Consequences of findings of an unmanaged etcd. */
export const UNMANAGED_ETCD_SUPPRESSION: readonly SuppressionRule[] = [
  // An API server without a usable endpoint is not ready.
  {of: ['etcd/unmanaged-no-quorum', 'etcd/unreadable'], suppresses: ['etcd/unmanaged-unreachable'], where: 'anywhere'},
  {
    of: ['etcd/unmanaged-tls', 'etcd/unmanaged-split'],
    suppresses: ['etcd/unreadable', 'etcd/unmanaged-no-quorum', 'etcd/unmanaged-unreachable', 'etcd/client-expiring'],
    where: 'anywhere',
  },
  {of: ['etcd/unmanaged-unreachable', 'etcd/unmanaged-tls'], suppresses: API_DOWN, where: 'there'},
  {
    of: ['etcd/unmanaged-unreachable', 'etcd/unmanaged-tls'],
    suppresses: UNIT_DOWN,
    where: 'there',
    only: CONTROL_PLANE_UNITS,
  },
];
