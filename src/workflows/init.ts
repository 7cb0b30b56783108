import type {Flow} from './flow.js';

/** Starts a cluster on its first control plane and the etcd members that it cannot do without. */
export const init: Flow = {
  name: 'init',
  admits: desired => desired.foundation,
  permit: () => [],
};
