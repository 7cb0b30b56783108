import type {HostName} from '../../../src/core/model/names.js';
import {connectedCluster} from '../../../src/io/observe/cluster-client.js';
import type {Connections} from '../../../src/io/observe/connections.js';
import {hostClient} from '../../../src/io/remote/host-client.js';
import type {ClusterClient} from '../../../src/ports/cluster.js';
import type {HostClient} from '../../../src/ports/host.js';
import type {Scenario} from '../../scenario/run.js';
import type {MemoryCluster} from '../../support/memory-cluster.js';
import {TEMPLATES} from '../../support/rendering.js';

const ANSWERED = {argv: ['true'], title: 'change', changes: true} as const;
const LIMIT = {timeoutMs: 60_000};

/**
 * The hosts of a cluster in memory behind connections: what is asked goes through the scripts' parsers, and each change
 * costs a command on the connection of its host before it takes effect in memory.
 */
export function fleetCluster(
  {desired, release}: Pick<Scenario, 'desired' | 'release'>,
  site: MemoryCluster,
  connections: Connections,
): ClusterClient {
  const clients = new Map<HostName, HostClient>();
  const host = (name: HostName): HostClient => {
    const existing = clients.get(name);
    if (existing) return existing;
    const asked = hostClient(name, connections.to(name), TEMPLATES, () => {
      throw new Error('nothing is to be installed');
    });
    const memory = site.host(name);
    const client = new Proxy(memory, {
      get(_, operation: keyof HostClient) {
        if (operation === 'facts') return asked.facts;
        const made = memory[operation];
        if (typeof made !== 'function') return made;
        return async (...given: readonly unknown[]) => {
          await connections.to(name).exec(ANSWERED, LIMIT);
          return (made as (...given: readonly unknown[]) => unknown)(...given);
        };
      },
    });
    clients.set(name, client);
    return client;
  };
  const real = connectedCluster({
    desired,
    release,
    templates: TEMPLATES,
    connections,
    host,
    unmanagedEtcdFiles: () => Promise.reject(new Error('etcd is managed')),
    snapshots: undefined as never,
    signal: new AbortController().signal,
  });
  return {
    ...real,
    etcd: site.etcd,
    kube: site.kube,
    locked: (verb, since, use) => site.locked(verb, since, use),
  };
}
