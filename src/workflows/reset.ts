import {desire} from '../core/desire.js';
import {Failure} from '../core/failure.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {DesiredCluster} from '../core/model/desired.js';
import {type Fact, unknown} from '../core/model/fact.js';
import type {HostName} from '../core/model/names.js';
import type {EtcdState, HostFacts} from '../core/model/observed.js';
import {RESET} from '../core/model/reset-scope.js';
import {isManaged} from '../core/model/scope.js';
import {KUBECONFIG, PKI} from '../core/render/paths.js';
import type {Templates} from '../core/render/types.js';
import {monotonicMs} from '../io/clock.js';
import {askMembers} from '../io/etcd/ask.js';
import {assemble} from '../io/etcd/merge-status.js';
import {loadTemplates} from '../io/local/templates.js';
import {thisRun} from '../io/lock/holder.js';
import {locked} from '../io/lock/locked.js';
import {lockHosts} from '../io/lock/look.js';
import type {Connections} from '../io/observe/connections.js';
import type {ExpectedIdentity, HostClient} from '../ports/host.js';
import {throwCombined} from '../run/combine-failures.js';
import {throwOnErrors} from './checks.js';
import {resetFindings} from './reset-guard.js';
import {type Environment, hostClientsWithoutBundle, withHosts} from './session.js';

/** What quorate has on one host, and so what a reset would take away. */
export interface Holding {
  readonly host: HostName;
  /** As the host has recorded it. */
  readonly identity: ExpectedIdentity | undefined;
  readonly files: number;
  readonly units: readonly string[];
}

export interface ResetOutcome {
  readonly ran: boolean;
  readonly holdings: readonly Holding[];
  /** By host, what was removed. */
  readonly removed: Readonly<Record<string, readonly string[]>>;
}

export interface ResetRequest {
  /** Ids of clusters whose hosts are given up; see reset-guard.ts. */
  readonly clusterIds: readonly string[];
  readonly confirm: (holdings: readonly Holding[]) => Promise<boolean>;
}

/**
 * Takes a whole cluster off its hosts, under its lock: exactly what quorate put there, and the data of the services it
 * ran. Every host must be readable first: half a reset leaves a cluster nobody can use and nobody can see.
 */
export const resetAll = (
  config: ClusterConfig,
  surroundings: Environment,
  {clusterIds, confirm}: ResetRequest,
): Promise<ResetOutcome> =>
  withHosts(config, surroundings, async reach => {
    const began = monotonicMs();
    const desired = desire(config);
    const [templates, port] = await Promise.all([loadTemplates(), hostClientsWithoutBundle(reach)]);
    const hosts = await look(desired, port);
    const etcd = await etcdOn(desired, hosts, reach, templates);
    throwOnErrors('refused', 'reset is not possible', resetFindings(desired, hosts, etcd, clusterIds));
    const holdings = [...hosts].filter(([, facts]) => isManaged(facts)).map(([name, facts]) => holding(name, facts));
    if (holdings.length === 0 || !(await confirm(holdings))) return {ran: false, holdings, removed: {}};
    const shells = lockHosts(desired).map(name => ({name, transport: reach.to(name), templates}));
    const removed = await locked(shells, thisRun('reset'), began, ({lost}) =>
      takeOff(stopOrder(desired, holdings), port, surroundings, lost),
    );
    return {ran: true, holdings, removed};
  });

/** Resets the hosts of a group side by side, one group after the other. */
export async function takeOff(
  groups: readonly (readonly Holding[])[],
  port: (host: HostName) => HostClient,
  {report, signal}: Pick<Environment, 'report' | 'signal'>,
  lost: AbortSignal,
): Promise<ResetOutcome['removed']> {
  const removed: Record<string, readonly string[]> = {};
  for (const group of groups) {
    if (lost.aborted || signal.aborted) throw new Failure('interrupted/stopped', 'stopped before the next hosts');
    const results = await Promise.allSettled(
      group.map(async ({host, identity}) => {
        removed[host] = await port(host).reset({...RESET, identity});
        report({type: 'step', title: `${host} is reset`, detail: `${removed[host].length} things removed`});
      }),
    );
    throwCombined('reset', results);
  }
  return removed;
}

async function look(
  desired: DesiredCluster,
  port: (host: HostName) => HostClient,
): Promise<ReadonlyMap<HostName, HostFacts>> {
  const results = await askForReset(desired, port);
  throwCombined('look at the hosts', results);
  return new Map(
    desired.hosts.map(({name}, index) => [name, (results[index] as PromiseFulfilledResult<HostFacts>).value]),
  );
}

/** In the order of the configuration. */
export const askForReset = (
  {hosts}: DesiredCluster,
  port: (host: HostName) => HostClient,
): Promise<readonly PromiseSettledResult<HostFacts>[]> => {
  const {units} = RESET;
  const question = {paths: [], publicTexts: TELLING, units, modules: [], sysctls: [], commands: []};
  return Promise.allSettled(hosts.map(({name}) => port(name).facts(question)));
};

/** What says which host and which cluster it is, where no identity was recorded. */
const TELLING = [KUBECONFIG.kubelet, PKI.kubelet.cert, PKI.etcdPeer.cert, PKI.ca.cert, PKI.etcdCa.cert];

/** The members as they say themselves; an etcd of others is not asked. */
async function etcdOn(
  {etcd, store}: DesiredCluster,
  hosts: ReadonlyMap<HostName, HostFacts>,
  reach: Connections,
  templates: Templates,
): Promise<Fact<EtcdState>> {
  if (store !== undefined) return unknown('is not asked for a reset');
  const carrying = [...hosts]
    .filter(([, {etcdMarker, etcdMarkerCopy}]) => etcdMarker !== undefined || etcdMarkerCopy !== undefined)
    .map(([name]) => name);
  return assemble(etcd, await askMembers(carrying, reach.to, templates.get('host/etcd-status.sh')!));
}

export const holding = (host: HostName, {owned, units, files, identity}: HostFacts): Holding => ({
  host,
  identity: identity?.known === true ? {cluster: identity.value.cluster, host: identity.value.host} : undefined,
  files: owned.size,
  // A unit of the same name that is not ours stays.
  units: RESET.units.filter(
    unit => units.has(unit) && files.has(`/etc/systemd/system/${unit}`) && owned.has(`/etc/systemd/system/${unit}`),
  ),
});

/** Workers first, so that no kubelet looks for an API server in vain; the hosts of a group side by side. */
export function stopOrder(desired: DesiredCluster, holdings: readonly Holding[]): readonly (readonly Holding[])[] {
  const serves = ({host}: Holding) =>
    desired.etcd.some(member => member.host === host) || desired.controlPlanes.some(each => each.host === host);
  return [holdings.filter(each => !serves(each)), holdings.filter(serves)];
}
