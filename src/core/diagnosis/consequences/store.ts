import type {Consequence} from './consequence.js';
import {API_DOWN, CONTROL_PLANE_UNITS, UNIT_DOWN} from './kinds.js';

/** Of an etcd that somebody else runs. */
export const OF_STORE: readonly Consequence[] = [
  // An API server that no endpoint serves is not ready.
  {of: ['etcd/store-lost', 'etcd/unreadable'], hides: ['etcd/store-unreachable'], where: 'anywhere'},
  {
    of: ['etcd/store-untrusted', 'etcd/store-divided'],
    hides: ['etcd/unreadable', 'etcd/store-lost', 'etcd/store-unreachable', 'etcd/client-expiring'],
    where: 'anywhere',
  },
  {of: ['etcd/store-unreachable', 'etcd/store-untrusted'], hides: API_DOWN, where: 'there'},
  {
    of: ['etcd/store-unreachable', 'etcd/store-untrusted'],
    hides: UNIT_DOWN,
    where: 'there',
    only: CONTROL_PLANE_UNITS,
  },
];
