import {hostName} from '../../src/core/cluster/names.js';
import {clusterConfig} from '../support/rendering.js';
import {Scenario} from './run.js';

/** One control plane and two workers. */
export function small(): Scenario {
  const {hosts} = clusterConfig('stacked');
  const controlPlane = hosts.find(host => host.name === 'cp1')!;
  const worker = hosts.find(host => host.name === 'w1')!;
  const second = {...worker, name: hostName('w2'), address: '10.0.0.22'};
  return new Scenario(clusterConfig('stacked', {hosts: [controlPlane, worker, second]}));
}
