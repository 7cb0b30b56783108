import {desire} from '../../../../src/core/desire.js';
import type {ClusterConfig} from '../../../../src/core/model/config.js';
import {known} from '../../../../src/core/model/fact.js';
import {IDENTITY, IDENTITY_COPY} from '../../../../src/core/model/identity-record.js';
import {hostName} from '../../../../src/core/model/names.js';
import type {EtcdMember} from '../../../../src/core/model/observed.js';
import {ETCD_MARKER_COPY} from '../../../../src/core/render/etcd/marker.js';
import {all, config, facts, observed} from '../support/healthy.js';
import type {Fault} from './fault.js';

export const CONTROL_PLANES = ['cp1', 'cp2', 'cp3'];

export const members = (change: (members: readonly EtcdMember[]) => readonly EtcdMember[]) =>
  observed(({etcd}) =>
    etcd.known && etcd.value.is === 'formed' ? {etcd: known({...etcd.value, members: change(etcd.value.members)})} : {},
  );

export const memberOf = (host: string, change: Partial<EtcdMember>) =>
  members(each => each.map(one => (one.host === host ? {...one, ...change} : one)));

export const withoutFiles = (host: string, ...paths: readonly string[]) =>
  facts(host, ({files}) => ({
    files: new Map([...files].filter(([path]) => !paths.some(deleted => path.startsWith(deleted)))),
  }));

/** Set up by a quorate version without identities, which wrote one marker. */
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

/** The configuration was edited, but not applied. */
export const edited = (of: ClusterConfig, change: (before: ClusterConfig) => Partial<ClusterConfig>) =>
  config(() => desire({...of, ...change(of)}));
