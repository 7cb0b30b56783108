import {desire} from '../core/desire.js';
import {Failure} from '../core/failure.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {DesiredCluster} from '../core/model/desired.js';
import {type Fact, known, unknown} from '../core/model/fact.js';
import type {HostName} from '../core/model/names.js';
import type {HostFacts} from '../core/model/observed.js';
import {isManaged} from '../core/model/scope.js';
import {monotonicMs} from '../io/clock.js';
import {loadTemplates} from '../io/local/templates.js';
import {thisRun} from '../io/lock/holder.js';
import {locked} from '../io/lock/locked.js';
import {lockHosts} from '../io/lock/look.js';
import type {HeldLock} from '../ports/cluster.js';
import type {HostClient} from '../ports/host.js';
import {throwOnErrors} from './checks.js';
import {hostResetFindings} from './host-reset-guard.js';
import {askForReset, holding, type ResetOutcome, type ResetRequest, stopOrder, takeOff} from './reset.js';
import {type Environment, hostClientsWithoutBundle, withHosts} from './session.js';

interface HostResetRequest extends ResetRequest {
  readonly hosts: readonly HostName[];
}

/** Takes what is left of clusters that are gone for good off single hosts, under the lock of the configuration's cluster. */
export const resetHosts = (
  config: ClusterConfig,
  surroundings: Environment,
  request: HostResetRequest,
): Promise<ResetOutcome> =>
  withHosts(config, surroundings, async reach => {
    const began = monotonicMs();
    const desired = desire(config);
    const [templates, port] = await Promise.all([loadTemplates(), hostClientsWithoutBundle(reach)]);
    const shells = lockHosts(desired).map(name => ({name, transport: reach.to(name), templates}));
    const {report, signal} = surroundings;
    return resetNamed(
      desired,
      {port, locked: use => locked(shells, thisRun('reset'), began, use), report, signal},
      request,
    );
  });

interface Outside extends Pick<Environment, 'report' | 'signal'> {
  readonly port: (host: HostName) => HostClient;
  readonly locked: <T>(use: (lock: HeldLock) => Promise<T>) => Promise<T>;
}

export async function resetNamed(
  desired: DesiredCluster,
  outside: Outside,
  {hosts: named, clusterIds, confirm}: HostResetRequest,
): Promise<ResetOutcome> {
  const hosts = await look(desired, outside.port);
  const findings = hostResetFindings(desired, hosts, named, clusterIds);
  throwOnErrors('refused', 'reset is not possible', findings);
  for (const finding of findings) outside.report({type: 'finding', finding});
  const holdings = named.flatMap(name => {
    const facts = hosts.get(name);
    return facts?.known === true && isManaged(facts.value) ? [holding(name, facts.value)] : [];
  });
  if (holdings.length === 0 || !(await confirm(holdings))) return {ran: false, holdings, removed: {}};
  const removed = await outside.locked(({lost}) => takeOff(stopOrder(desired, holdings), outside.port, outside, lost));
  return {ran: true, holdings, removed};
}

/** A host that is silent matters only where it is asked for, or where nobody else says which cluster is meant. */
async function look(
  desired: DesiredCluster,
  port: (host: HostName) => HostClient,
): Promise<ReadonlyMap<HostName, Fact<HostFacts>>> {
  const results = await askForReset(desired, port);
  return new Map(
    results.map((result, index) => {
      const {name} = desired.hosts[index]!;
      if (result.status === 'fulfilled') return [name, known(result.value)];
      if (result.reason instanceof Failure) return [name, unknown(result.reason.message)];
      throw result.reason;
    }),
  );
}
