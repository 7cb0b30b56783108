import type {ClusterConfig, ConfigurableComponent} from '../../../src/core/model/config.js';
import {configWith} from '../small.js';

/** A flag with which no program starts. */
export const BAD_FLAG = 'no-such-flag';

export type Place = 'stacked' | 'external';

/** @param hosts names, separated by spaces. */
export function fileOf(place: Place, hosts: string): ClusterConfig {
  const names = hosts.split(' ');
  const all = configWith(place, /./);
  const worker = all.hosts.find(({name}) => name === 'w1')!;
  const more = [{...worker, name: 'w2' as typeof worker.name, address: '10.0.0.22'}];
  return {...all, hosts: [...all.hosts, ...more].filter(({name}) => names.includes(name))};
}

export const withFlag = (file: ClusterConfig, component: ConfigurableComponent, name: string): ClusterConfig => ({
  ...file,
  extraArgs: {...file.extraArgs, [component]: [{name, value: '1'}]},
});
