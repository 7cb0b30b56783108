import type {ClusterConfig} from '../../src/core/model/config.js';
import {hostName} from '../../src/core/model/names.js';
import {clusterConfig, unmanaged} from '../support/rendering.js';
import {Scenario} from './run.js';

/** Where etcd runs: every crash suite goes through all of them. */
export type Place = keyof typeof CONFIGS;

const CONFIGS = {
  'on the control planes': () => clusterConfig('stacked'),
  'on hosts of its own': () => clusterConfig('external'),
  'with somebody else': () => unmanaged(),
} satisfies Record<string, () => ClusterConfig>;

export const PLACES = Object.keys(CONFIGS) as readonly Place[];
/** Where members are the cluster's own. */
export const OWN = ['on the control planes', 'on hosts of its own'] as const;

/** The hosts of a configuration whose names are wanted. */
export const configWith = (place: Place, wanted: RegExp): ClusterConfig => {
  const config = CONFIGS[place]();
  return {...config, hosts: config.hosts.filter(({name}) => wanted.test(name))};
};

/** One control plane and two workers, with one etcd host where that is one of its own. */
export function small(place: Place): Scenario {
  const config = configWith(place, /^(etcd1|cp1|w1)$/);
  const worker = config.hosts.find(host => host.name === 'w1')!;
  return new Scenario({
    ...config,
    hosts: [...config.hosts, {...worker, name: hostName('w2'), address: '10.0.0.22'}],
  });
}
