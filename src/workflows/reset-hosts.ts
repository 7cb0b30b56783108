import {desire} from '../core/desire.js';
import {Failure} from '../core/failure.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {DesiredCluster} from '../core/model/desired.js';
import {type Fact, known, unknown} from '../core/model/fact.js';
import type {HostName} from '../core/model/names.js';
import type {EtcdState, HostFacts} from '../core/model/observed.js';
import {isManaged} from '../core/model/scope.js';
import {monotonicMs} from '../io/clock.js';
import {loadTemplates} from '../io/local/templates.js';
import {thisRun} from '../io/lock/holder.js';
import {lockHosts} from '../io/lock/holders.js';
import {locked} from '../io/lock/locked.js';
import type {HeldLock} from '../ports/cluster.js';
import type {HostClient} from '../ports/host.js';
import {throwOnErrors} from './checks.js';
import {type Environment, hostClientsWithoutBundle, withHosts} from './connect.js';
import {hostResetFindings} from './host-reset-guard.js';
import {
  factsForReset,
  managedHost,
  type ResetOutcome,
  type ResetRequest,
  readEtcd,
  resetInOrder,
  stopOrder,
  withKept,
} from './reset.js';

interface HostResetRequest extends ResetRequest {
  readonly hosts: readonly HostName[];
}

/**
 * Deletes on single hosts the remains of clusters that are permanently gone, under the lock of the cluster that the
 * configuration describes. That one may be gone as well: then nothing can be taken out of it.
 */
export const resetHosts = (
  config: ClusterConfig,
  environment: Environment,
  request: HostResetRequest,
): Promise<ResetOutcome> =>
  withHosts(config, environment, async connections => {
    const began = monotonicMs();
    const desired = desire(config);
    const [templates, client] = await Promise.all([loadTemplates(), hostClientsWithoutBundle(connections)]);
    const shells = lockHosts(desired).map(name => ({name, transport: connections.to(name), templates}));
    const {report, signal} = environment;
    return resetSelected(
      desired,
      {
        client,
        etcd: hosts => readEtcd(desired, hosts, connections, templates),
        locked: use => locked(shells, thisRun('reset'), began, use),
        report,
        signal,
      },
      request,
    );
  });

interface ResetDeps extends Pick<Environment, 'report' | 'signal'> {
  readonly client: (host: HostName) => HostClient;
  /** The state of etcd as these hosts report it. */
  readonly etcd: (hosts: ReadonlyMap<HostName, HostFacts>) => Promise<Fact<EtcdState>>;
  readonly locked: <T>(use: (lock: HeldLock) => Promise<T>) => Promise<T>;
}

export async function resetSelected(
  desired: DesiredCluster,
  deps: ResetDeps,
  {hosts: selected, clusterIds, deleteEdited, confirm}: HostResetRequest,
): Promise<ResetOutcome> {
  const hosts = await gatherFacts(desired, deps.client);
  const readable = new Map([...hosts].flatMap(([name, facts]) => (facts.known ? [[name, facts.value] as const] : [])));
  const findings = hostResetFindings(desired, hosts, selected, clusterIds, await deps.etcd(readable));
  throwOnErrors('refused', 'reset is not possible', findings);
  for (const finding of findings) deps.report({type: 'finding', finding});
  const managed = selected.flatMap(name => {
    const facts = readable.get(name);
    return facts !== undefined && isManaged(facts) ? [managedHost(name, facts)] : [];
  });
  const holdings = await withKept(managed, deps.client);
  if (holdings.length === 0 || !(await confirm(holdings))) return {ran: false, holdings, removed: {}, kept: {}};
  const done = await deps.locked(lock =>
    resetInOrder(stopOrder(desired, holdings), deps.client, {...deps, lock, deleteEdited}),
  );
  return {ran: true, holdings, ...done};
}

/** An unreachable host is no failure yet: hostResetFindings() decides whether its facts are needed. */
async function gatherFacts(
  desired: DesiredCluster,
  client: (host: HostName) => HostClient,
): Promise<ReadonlyMap<HostName, Fact<HostFacts>>> {
  const results = await factsForReset(desired, client);
  return new Map(
    results.map((result, index) => {
      const {name} = desired.hosts[index]!;
      if (result.status === 'fulfilled') return [name, known(result.value)];
      if (result.reason instanceof Failure) return [name, unknown(result.reason.message)];
      throw result.reason;
    }),
  );
}
