import {desire} from '../../../../src/core/desire.js';
import type {ClusterConfig} from '../../../../src/core/model/config.js';
import {known} from '../../../../src/core/model/fact.js';
import {IDENTITY, IDENTITY_COPY} from '../../../../src/core/model/identity-record.js';
import {hostName} from '../../../../src/core/model/names.js';
import type {EtcdMember} from '../../../../src/core/model/observed.js';
import {ETCD_MARKER_COPY} from '../../../../src/core/render/etcd/marker.js';
import {clusterConfig} from '../../../support/rendering.js';
import type {Fault} from './faults.js';
import {all, config, facts, observed} from './healthy.js';

export const stacked = clusterConfig();
export const external = clusterConfig('external');
export const CONTROL_PLANES = ['cp1', 'cp2', 'cp3'];

export const fault = (
  of: ClusterConfig,
  name: string,
  found: Fault['found'][number] | Fault['found'],
  ...changes: Fault['change'][]
): Fault => ({name, of, change: all(...changes), found: typeof found === 'string' ? [found] : found});

export const members = (change: (members: readonly EtcdMember[]) => readonly EtcdMember[]) =>
  observed(({etcd}) =>
    etcd.known && etcd.value.is === 'formed' ? {etcd: known({...etcd.value, members: change(etcd.value.members)})} : {},
  );

export const memberOf = (host: string, change: Partial<EtcdMember>) =>
  members(each => each.map(one => (one.host === host ? {...one, ...change} : one)));

export const withoutKey = <K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> =>
  new Map([...map].filter(([each]) => each !== key));

export const withoutFiles = (host: string, ...paths: readonly string[]) =>
  facts(host, ({files}) => ({
    files: new Map([...files].filter(([path]) => !paths.some(gone => path.startsWith(gone)))),
  }));

/** Set up by a quorate that recorded no identity, and one marker alone. */
export function unrecorded(host: string): Fault['change'] {
  return all(
    withoutFiles(host, IDENTITY, IDENTITY_COPY, ETCD_MARKER_COPY),
    observed(({hosts}) => {
      const fact = hosts.get(hostName(host));
      if (fact?.known !== true) throw new Error(`${host} is not known`);
      const {identity: _, ...rest} = fact.value;
      return {hosts: new Map(hosts).set(hostName(host), known(rest))};
    }),
  );
}

/** The configuration was edited, and the hosts were not. */
export const edited = (of: ClusterConfig, change: (before: ClusterConfig) => Partial<ClusterConfig>) =>
  config(() => desire({...of, ...change(of)}));
