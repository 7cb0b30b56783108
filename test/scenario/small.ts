import type {ClusterConfig} from '../../src/core/model/config.js';
import {hostName} from '../../src/core/model/names.js';
import {clusterConfig, unmanaged} from '../support/builders/config.js';
import {Scenario} from './run.js';

/** Where etcd runs. Every crash suite covers all of them. */
export type EtcdPlace = keyof typeof CONFIGS;

const CONFIGS = {
  stacked: () => clusterConfig('stacked'),
  external: () => clusterConfig('external'),
  unmanaged: () => unmanaged(),
} satisfies Record<string, () => ClusterConfig>;

export const ETCD_PLACES = Object.keys(CONFIGS) as readonly EtcdPlace[];
/** Where quorate manages etcd. */
export const MANAGED_ETCD = ['stacked', 'external'] as const;

/** A configuration with the hosts whose names match. */
export const configWith = (place: EtcdPlace, pattern: RegExp): ClusterConfig => {
  const config = CONFIGS[place]();
  return {...config, hosts: config.hosts.filter(({name}) => pattern.test(name))};
};

/** One control plane and two workers, with one etcd host if etcd is external. */
export function small(place: EtcdPlace, changes: Partial<ClusterConfig> = {}): Scenario {
  const config = configWith(place, /^(etcd1|cp1|w1)$/);
  const worker = config.hosts.find(host => host.name === 'w1')!;
  return new Scenario({
    ...config,
    ...changes,
    hosts: [...config.hosts, {...worker, name: hostName('w2'), address: '10.0.0.22'}],
  });
}
