import type {Verb} from './verb.js';

/** Starts a cluster on its first control plane and the etcd hosts that it needs. */
export const init: Verb = {
  name: 'init',
  joinable: desired => desired.bootstrapHosts,
  checkState: () => [],
};
