import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {Verb} from './verb.js';

/** Adds hosts of the configuration to a running cluster. */
export const join = (newHosts: readonly HostName[]): Verb => ({
  name: 'join',
  joinable: () => newHosts,
  named: newHosts,
  checkState: (desired, observed) => [
    ...newHosts.filter(name => !desired.hosts.some(host => host.name === name)).map(unknownHost),
    // Unknown is not absent: an etcd that cannot be read is a finding of its own, and `quorate init` does not repair it.
    ...(observed.etcd.known && observed.etcd.value.is !== 'formed' ? [noCluster(observed.etcd.value.is)] : []),
  ],
});

const unknownHost = (name: HostName): Finding => ({
  code: 'join/unknown-host',
  level: 'error',
  message: `${name}: not in the configuration`,
  fix: `add ${name} with its address and roles to the configuration, then run the same command again`,
});

const noCluster = (etcd: string): Finding => ({
  code: 'join/no-cluster',
  level: 'error',
  message: `no cluster to join (etcd: ${etcd})`,
  fix: 'start the cluster: `quorate init`; then run the same command again',
});
