import {desire} from '../../core/desire.js';
import {Failure} from '../../core/failure.js';
import type {ClusterConfig} from '../../core/model/config.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import type {HostName} from '../../core/model/names.js';
import type {Templates} from '../../core/render/types.js';
import {systemClock} from '../../io/clock.js';
import {etcdMaintenance} from '../../io/etcd/maintenance.js';
import {loadTemplates} from '../../io/local/templates.js';
import {thisRun} from '../../io/lock/holder.js';
import {lockHosts} from '../../io/lock/holders.js';
import {locked} from '../../io/lock/locked.js';
import type {Connections} from '../../io/observe/connections.js';
import {hostScript} from '../../io/remote/host-script.js';
import type {HeldLock} from '../../ports/cluster.js';
import type {EtcdMaintenance} from '../../ports/etcd-maintenance.js';
import {type Environment, withHosts} from '../connect.js';

/** The managed etcd of a configuration. */
export interface ManagedEtcd {
  readonly desired: DesiredCluster;
  readonly connections: Connections;
  readonly templates: Templates;
  readonly etcd: EtcdMaintenance;
  /** Those that should have a member, and control planes, which may have one still. */
  readonly hosts: readonly HostName[];
  /**
   * Holds the lock of the cluster while `use` runs.
   *
   * @param on only these hosts, if the others of the lock cannot be reached.
   */
  locked<T>(verb: string, use: (lock: HeldLock) => Promise<T>, on?: readonly HostName[]): Promise<T>;
}

/**
 * Connects to the hosts of etcd for the time of `use`.
 *
 * @param what the command does, for the refusal: "take snapshots".
 * @throws Failure 'etcd/unmanaged'
 */
export async function withEtcd<T>(
  config: ClusterConfig,
  environment: Environment,
  what: string,
  use: (etcd: ManagedEtcd) => Promise<T>,
): Promise<T> {
  const desired = desire(config);
  if (desired.unmanagedEtcd !== undefined)
    throw new Failure('etcd/unmanaged', `etcd is unmanaged (spec.etcd.endpoints): quorate does not ${what}`, {
      suggestions: ['ask the operator of that etcd'],
    });
  const began = systemClock.monotonicMs();
  return withHosts(config, environment, async connections => {
    const templates = await loadTemplates();
    const hosts = [...new Set([...desired.etcd, ...desired.controlPlanes].map(({host}) => host))];
    const scripts = {status: hostScript(templates, 'etcd-status'), maintain: hostScript(templates, 'etcd-maintain')};
    return use({
      desired,
      connections,
      templates,
      hosts,
      etcd: etcdMaintenance(desired.etcd, () => hosts, connections.to, scripts),
      locked: (verb, whileHeld, on = lockHosts(desired)) => {
        const shells = on.map(name => ({name, transport: connections.to(name), templates}));
        return locked(shells, thisRun(verb), began, whileHeld);
      },
    });
  });
}
