import type {Flow} from './flow.js';

/** Every host of the configuration. */
export const whole: Flow = {
  name: 'plan',
  admits: desired => desired.hosts.map(host => host.name),
  permit: () => [],
};
