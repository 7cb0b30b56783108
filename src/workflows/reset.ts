import {desire} from '../core/desire.js';
import {Failure} from '../core/failure.js';
import {counted} from '../core/format.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {DesiredCluster} from '../core/model/desired.js';
import {type Fact, unknown} from '../core/model/fact.js';
import type {HostName} from '../core/model/names.js';
import type {EtcdState, HostFacts} from '../core/model/observed.js';
import {RESET} from '../core/model/reset-scope.js';
import {isManaged} from '../core/model/scope.js';
import {IDENTITY_QUERY} from '../core/plan/fact-query.js';
import type {Templates} from '../core/render/types.js';
import {monotonicMs, systemClock} from '../io/clock.js';
import {askMembers} from '../io/etcd/ask.js';
import {assemble} from '../io/etcd/merge-status.js';
import {loadTemplates} from '../io/local/templates.js';
import {thisRun} from '../io/lock/holder.js';
import {lockHosts} from '../io/lock/holders.js';
import {locked} from '../io/lock/locked.js';
import type {Connections} from '../io/observe/connections.js';
import {hostScript} from '../io/remote/host-script.js';
import type {HeldLock} from '../ports/cluster.js';
import type {ExpectedIdentity, HostClient, Kept, ResetResult} from '../ports/host.js';
import {awaitLock} from '../run/await-lock.js';
import {throwCombined} from '../run/combine-failures.js';
import {keptText} from '../run/report/kept-text.js';
import {throwOnErrors} from './checks.js';
import {type Environment, hostClientsWithoutBundle, withHosts} from './connect.js';
import {resetFindings} from './reset-guard.js';

/** What quorate installed on one host: what a reset deletes there. */
export interface ManagedHost {
  readonly host: HostName;
  /** As recorded on the host. */
  readonly identity: ExpectedIdentity | undefined;
  readonly files: number;
  /** Everything that quorate lists as its own. */
  readonly paths: readonly string[];
  readonly units: readonly string[];
  /** That an installation of quorate brought. */
  readonly packages: readonly string[];
  /** What the reset keeps; undefined before it was read. */
  readonly kept?: Kept;
}

export interface ResetOutcome {
  readonly ran: boolean;
  readonly holdings: readonly ManagedHost[];
  /** What was deleted, by host. */
  readonly removed: Readonly<Record<string, readonly string[]>>;
  /** What was kept, by host. */
  readonly kept: Readonly<Record<string, Omit<ResetResult, 'removed'>>>;
}

export interface ResetRequest {
  /** Ids of the clusters that the user gives up; see reset-guard.ts. */
  readonly clusterIds: readonly string[];
  readonly deleteEdited: boolean;
  /** Shows what is deleted, and asks; false: nothing is changed. */
  readonly confirm: (holdings: readonly ManagedHost[]) => Promise<boolean>;
}

/**
 * Tears down the cluster under its lock: deletes on every host what quorate installed, and the data of its services.
 * Every host must be readable first: a partial reset leaves hosts that still have keys and data of a deleted cluster.
 */
export const resetAll = (
  config: ClusterConfig,
  environment: Environment,
  {clusterIds, deleteEdited, confirm}: ResetRequest,
): Promise<ResetOutcome> =>
  withHosts(config, environment, async connections => {
    const began = monotonicMs();
    const desired = desire(config);
    const [templates, client] = await Promise.all([loadTemplates(), hostClientsWithoutBundle(connections)]);
    const hosts = await gatherFacts(desired, client);
    const etcd = await readEtcd(desired, hosts, connections, templates);
    throwOnErrors('refused', 'reset is not possible', resetFindings(desired, hosts, etcd, clusterIds));
    const managed = [...hosts].filter(([, facts]) => isManaged(facts)).map(([name, facts]) => managedHost(name, facts));
    const holdings = await withKept(managed, client);
    if (holdings.length === 0 || !(await confirm(holdings))) return {ran: false, holdings, removed: {}, kept: {}};
    const shells = lockHosts(desired).map(name => ({name, transport: connections.to(name), templates}));
    const done = await locked(shells, thisRun('reset'), began, lock =>
      resetInOrder(stopOrder(desired, holdings), client, {...environment, lock, deleteEdited}),
    );
    return {ran: true, holdings, ...done};
  });

/** Resets the hosts of a group in parallel, one group after another. Throws Failure 'interrupted/stopped'. */
export async function resetInOrder(
  groups: readonly (readonly ManagedHost[])[],
  client: (host: HostName) => HostClient,
  {report, signal, lock, deleteEdited}: ResetRun,
): Promise<Pick<ResetOutcome, 'removed' | 'kept'>> {
  const removed: Record<string, readonly string[]> = {};
  const kept: Record<string, Omit<ResetResult, 'removed'>> = {};
  const stop = AbortSignal.any([signal, lock.lost]);
  for (const group of groups) {
    await awaitLock({lock, report, signal: stop, clock: systemClock});
    if (stop.aborted) throw new Failure('interrupted/stopped', 'reset stopped before the next group of hosts');
    const results = await Promise.allSettled(
      group.map(async ({host, identity}) => {
        const {removed: items, ...rest} = await client(host).reset({...RESET, identity, deleteEdited});
        removed[host] = items;
        kept[host] = rest;
        const detail = [`deleted ${counted(items.length, 'item')}`, keptText(rest)].filter(Boolean).join('; ');
        report({type: 'step', title: `Reset ${host}`, detail});
      }),
    );
    throwCombined('reset', results);
  }
  return {removed, kept};
}

interface ResetRun extends Pick<Environment, 'report' | 'signal'> {
  readonly lock: HeldLock;
  readonly deleteEdited: boolean;
}

/** Adds what a reset of each host would keep. */
export const withKept = (
  holdings: readonly ManagedHost[],
  client: (host: HostName) => HostClient,
): Promise<readonly ManagedHost[]> =>
  Promise.all(holdings.map(async each => ({...each, kept: await client(each.host).previewReset()})));

async function gatherFacts(
  desired: DesiredCluster,
  client: (host: HostName) => HostClient,
): Promise<ReadonlyMap<HostName, HostFacts>> {
  const results = await factsForReset(desired, client);
  throwCombined('gather facts', results);
  return new Map(
    desired.hosts.map(({name}, index) => [name, (results[index] as PromiseFulfilledResult<HostFacts>).value]),
  );
}

/** The facts that a reset needs, in the order of the configuration. */
export const factsForReset = (
  {hosts}: DesiredCluster,
  client: (host: HostName) => HostClient,
): Promise<readonly PromiseSettledResult<HostFacts>[]> => {
  const {units} = RESET;
  const query = {...IDENTITY_QUERY, units};
  return Promise.allSettled(hosts.map(({name}) => client(name).facts(query)));
};

/** The state of etcd as its members report it. An unmanaged etcd is not read. */
export async function readEtcd(
  {etcd, unmanagedEtcd}: DesiredCluster,
  hosts: ReadonlyMap<HostName, HostFacts>,
  connections: Connections,
  templates: Templates,
): Promise<Fact<EtcdState>> {
  if (unmanagedEtcd !== undefined) return unknown('an unmanaged etcd is not read for a reset');
  const withMarker = [...hosts]
    .filter(([, {etcdMarker, etcdMarkerCopy}]) => etcdMarker !== undefined || etcdMarkerCopy !== undefined)
    .map(([name]) => name);
  return assemble(etcd, await askMembers(withMarker, connections.to, hostScript(templates, 'etcd-status')));
}

export const managedHost = (host: HostName, {owned, units, files, identity, packages}: HostFacts): ManagedHost => ({
  host,
  identity: identity?.known === true ? {cluster: identity.value.cluster, host: identity.value.host} : undefined,
  files: owned.size,
  paths: [...owned].sort(),
  packages: packages.brought,
  // A unit with one of these names that quorate did not install is kept.
  units: RESET.units.filter(
    unit => units.has(unit) && files.has(`/etc/systemd/system/${unit}`) && owned.has(`/etc/systemd/system/${unit}`),
  ),
});

/** Workers first, so that no kubelet loses its API server while it stops; then etcd hosts and control planes. */
export function stopOrder(
  desired: DesiredCluster,
  holdings: readonly ManagedHost[],
): readonly (readonly ManagedHost[])[] {
  const serves = ({host}: ManagedHost) =>
    desired.etcd.some(member => member.host === host) || desired.controlPlanes.some(each => each.host === host);
  return [holdings.filter(each => !serves(each)), holdings.filter(serves)];
}
