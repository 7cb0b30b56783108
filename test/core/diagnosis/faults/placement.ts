import type {HostName} from '../../../../src/core/model/names.js';
import {clusterConfig} from '../../../support/builders/config.js';
import {config} from '../support/healthy.js';
import {type Fault, fault, stacked} from './fault.js';

const inZones = (...zones: readonly string[]) =>
  config(({hosts}) => ({
    hosts: hosts.map(host => {
      const zone = zones[['cp1', 'cp2', 'cp3'].indexOf(host.name)];
      return zone === undefined ? host : {...host, zone};
    }),
  }));

/** The number of voters and their zones. */
export const PLACEMENT_FAULTS: readonly Fault[] = [
  fault(
    clusterConfig('stacked', {hosts: stacked.hosts.filter(({name}) => name !== 'cp3')}),
    'an even member count',
    'etcd/voters-even',
  ),
  fault(
    clusterConfig('stacked', {hosts: stacked.hosts.filter(({name}) => name !== 'cp3')}),
    'two members in two zones',
    'etcd/voters-even',
    inZones('a', 'b'),
  ),
  fault(
    clusterConfig('stacked', {
      hosts: [1, 2, 3, 4, 5, 6, 7, 8, 9].map(n => ({
        ...stacked.hosts[0]!,
        name: `cp${n}` as HostName,
        address: `10.0.0.${40 + n}`,
      })),
    }),
    'nine voters',
    'etcd/voters-many',
  ),
  fault(stacked, 'all voters in one zone', 'etcd/one-zone', inZones('a', 'a', 'a')),
  fault(stacked, 'a zone with the majority of the voters', 'etcd/zone-holds-majority', inZones('a', 'b', 'b')),
];
