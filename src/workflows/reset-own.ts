import {desire} from '../core/desire.js';
import {Failure} from '../core/failure.js';
import {listed} from '../core/format.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {Finding} from '../core/model/finding.js';
import {UNRECORDED} from '../core/model/identity-record.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import {isManaged} from '../core/model/scope.js';
import type {HostClient} from '../ports/host.js';
import {throwOnErrors} from './checks.js';
import {type Environment, hostClientsWithoutBundle, withHosts} from './connect.js';
import {remove, unknownHost, unreachable} from './remove.js';
import {factsForReset, type ManagedHost, managedHost, withKept} from './reset.js';
import {idOf} from './reset-guard.js';
import type {Verb} from './verb.js';

type Removal = NonNullable<Verb['removal']>;

/** Takes hosts out of their cluster, as a removal does, and deletes what quorate installed there. */
export function resetOwn(removal: Removal): Verb {
  const verb = remove(removal);
  return {
    ...verb,
    name: 'reset',
    checkState: (desired, observed) => {
      const {etcd} = observed;
      const serves = etcd.known && etcd.value.is === 'formed';
      return serves ? verb.checkState(desired, observed) : [noCluster(removal.hosts, desired, observed)];
    },
  };
}

function noCluster(hosts: readonly HostName[], {name}: DesiredCluster, {etcd, hosts: all}: ObservedCluster): Finding {
  const [id = 'ID'] = hosts.flatMap(host => {
    const facts = all.get(host);
    return facts?.known === true && isManaged(facts.value) && idOf(facts.value) !== UNRECORDED
      ? [idOf(facts.value)]
      : [];
  });
  const why = etcd.known ? `etcd is ${etcd.value.is === 'forming' ? 'not bootstrapped yet' : 'absent'}` : etcd.why;
  return {
    code: 'reset/no-cluster',
    level: 'error',
    message: `${listed(hosts)}: cannot be taken out of cluster ${name}: ${why}`,
    fix: `bring etcd back: \`quorate topology check\` says what it lacks; or, if the cluster is permanently gone: \`quorate reset ${hosts.join(' ')} --cluster-id ${id}\``,
  };
}

/**
 * What a reset of these hosts would delete. Throws a Failure for hosts that are not in the configuration or cannot be read,
 * as the removal would: a reset that is refused asks nothing.
 */
export const holdingsOf = (
  config: ClusterConfig,
  environment: Environment,
  hosts: readonly HostName[],
): Promise<readonly ManagedHost[]> =>
  withHosts(config, environment, async connections =>
    readHoldings(desire(config), await hostClientsWithoutBundle(connections), hosts),
  );

export async function readHoldings(
  desired: DesiredCluster,
  client: (host: HostName) => HostClient,
  hosts: readonly HostName[],
): Promise<readonly ManagedHost[]> {
  const named = {...desired, hosts: desired.hosts.filter(({name}) => hosts.includes(name))};
  const results = await factsForReset(named, client);
  const facts = new Map(named.hosts.map(({name}, index) => [name, results[index]!]));
  const refusals = hosts.flatMap(name => {
    const found = facts.get(name);
    if (found === undefined) return [unknownHost(name, false)];
    if (found.status === 'fulfilled') return [];
    if (!(found.reason instanceof Failure)) throw found.reason;
    return [unreachable(name, found.reason.message)];
  });
  throwOnErrors('refused', 'reset is not possible now', refusals);
  const managed = [...facts].flatMap(([name, found]) =>
    found.status === 'fulfilled' && isManaged(found.value) ? [managedHost(name, found.value)] : [],
  );
  return withKept(managed, client);
}
