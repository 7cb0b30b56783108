import type {ClusterConfig} from '../../../src/core/model/config.js';
import {hostName} from '../../../src/core/model/names.js';
import {clusterConfig, NETWORK} from '../../support/builders/config.js';

/** Three control planes, and workers up to this number of hosts. */
export function fleetConfig(size: number): ClusterConfig {
  const {hosts} = clusterConfig();
  const worker = hosts.find(({name}) => name === 'w1')!;
  const others = hosts.filter(({name}) => name !== 'w1');
  const workers = Array.from({length: size - others.length}, (_, index) => ({
    ...worker,
    name: hostName(`w${index + 1}`),
    address: `10.0.${1 + Math.floor(index / 200)}.${1 + (index % 200)}`,
  }));
  // Room for a thousand nodes, with 256 addresses each.
  return clusterConfig('stacked', {hosts: [...others, ...workers], network: {...NETWORK, podCidr: '10.128.0.0/12'}});
}
