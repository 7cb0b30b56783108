import type {Finding} from '../core/cluster/finding.js';
import type {HostName} from '../core/cluster/names.js';
import {type Flow, formed} from './flow.js';

/** Adds hosts of the configuration to a running cluster. */
export const join = (newcomers: readonly HostName[]): Flow => ({
  name: 'join',
  admits: () => newcomers,
  permit: (desired, observed) => [
    ...newcomers.filter(name => !desired.hosts.some(host => host.name === name)).map(unknownHost),
    ...(formed(observed)
      ? []
      : [noCluster(observed.etcd.known ? `etcd is ${observed.etcd.value.is}` : observed.etcd.why)]),
  ],
});

const unknownHost = (name: HostName): Finding => ({
  code: 'join/unknown-host',
  level: 'error',
  message: `${name}: is not a host of the configuration`,
  fix: `add ${name} with its address and roles to the configuration, then run the same command again`,
});

const noCluster = (why: string): Finding => ({
  code: 'join/no-cluster',
  level: 'error',
  message: `there is no cluster to join: ${why}`,
  fix: 'quorate init',
});
