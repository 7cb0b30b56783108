import type {Verb} from './verb.js';

/** Every host of the configuration may become part of the cluster. */
export const apply: Verb = {
  name: 'apply',
  repairs: true,
  joinable: desired => desired.hosts.map(host => host.name),
  checkState: () => [],
};
