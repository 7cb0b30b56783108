import type {Flow} from './flow.js';

/** Every host of the configuration may become part of the cluster. */
export const apply: Flow = {
  name: 'apply',
  admits: desired => desired.hosts.map(host => host.name),
  permit: () => [],
};
