import {desire} from '../core/desire.js';
import type {Evidence} from '../core/diagnosis/evidence.js';
import type {ClusterConfig} from '../core/model/config.js';
import {systemClock} from '../io/clock.js';
import {loadTemplates} from '../io/local/templates.js';
import {thisRun} from '../io/lock/holder.js';
import {lockHosts} from '../io/lock/holders.js';
import {locked} from '../io/lock/locked.js';
import type {Connections} from '../io/observe/connections.js';
import {probePods} from '../io/observe/probe/probe.js';
import type {Environment} from './connect.js';

/**
 * The evidence, and what pods on the nodes that are Ready reach. It holds the lock of the cluster: a run that drains a
 * node would be refused because of these pods. Nothing is started while no API server is ready.
 */
export async function withProbe(
  evidence: Evidence,
  config: ClusterConfig,
  {signal}: Pick<Environment, 'signal'>,
  connections: Connections,
): Promise<Evidence> {
  const {apiReady, kube} = evidence.observed;
  const hosts = [...apiReady].flatMap(([host, ready]) => (ready.known && ready.value ? [host] : []));
  if (!kube.known || hosts.length === 0) return evidence;
  const desired = desire(config);
  const ready = new Set(kube.value.nodes.filter(node => node.ready).map(({name}) => name));
  const nodes = desired.nodes.map(({host}) => host).filter(host => ready.has(host));
  const templates = await loadTemplates();
  const shells = lockHosts(desired).map(name => ({name, transport: connections.to(name), templates}));
  return locked(shells, thisRun('topology check --probe'), systemClock.monotonicMs(), async ({lost}) => {
    const stop = AbortSignal.any([signal, lost]);
    return {...evidence, probe: await probePods({connections, templates, hosts, nodes, signal: stop})};
  });
}
