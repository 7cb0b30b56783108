import type {HostName} from '../../core/model/names.js';
import type {HostFacts, ObservedCluster} from '../../core/model/observed.js';
import type {FactQuery} from '../../core/plan/fact-query.js';
import type {ClusterClient} from '../../ports/cluster.js';
import type {HostClient} from '../../ports/host.js';

/**
 * The same cluster, on which the facts of a host are read once and serve every query until this run changes the host:
 * the check after one action is the check before the next. Each read asks for everything that the plan ever asks, so
 * that it can serve.
 *
 * @param everything the complete query of a host.
 * @param observed the answers to these queries when the plan was made.
 */
export function cachingFacts(
  cluster: ClusterClient,
  everything: (host: HostName) => FactQuery,
  observed: ObservedCluster['hosts'],
): ClusterClient {
  const clients = new Map<HostName, HostClient>();
  return {
    etcd: cluster.etcd,
    kube: cluster.kube,
    observe: (desired, depth, gathered) => cluster.observe(desired, depth, gathered),
    locked: (verb, since, use) => cluster.locked(verb, since, use),
    troubleWith: name => cluster.troubleWith(name),
    reach: queries => cluster.reach(queries),
    host(name) {
      const existing = clients.get(name);
      if (existing) return existing;
      const facts = observed.get(name);
      const client = caching(cluster.host(name), () => everything(name), facts?.known ? facts.value : undefined);
      clients.set(name, client);
      return client;
    },
  };
}

function caching(client: HostClient, everything: () => FactQuery, observed?: HostFacts): HostClient {
  // Made when it is first needed: it means rendering the files of the host.
  let complete: FactQuery | undefined;
  const all = (): FactQuery => (complete ??= everything());
  let cached: {readonly query: () => FactQuery; readonly facts: Promise<HostFacts>} | undefined = observed && {
    query: all,
    facts: Promise.resolve(observed),
  };
  const read = (query: FactQuery): Promise<HostFacts> => {
    if (cached && covers(cached.query(), query)) return cached.facts;
    const asked = union(all(), query);
    const facts = client.facts(asked);
    cached = {query: () => asked, facts};
    facts.catch(() => {
      cached = undefined;
    });
    return facts;
  };
  // Invalidated before and after: a read during the change must not be cached as the state after it.
  const changing =
    <A extends readonly unknown[], R>(change: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      cached = undefined;
      try {
        return await change(...args);
      } finally {
        cached = undefined;
      }
    };
  return {
    name: client.name,
    facts: read,
    read: path => client.read(path),
    restarts: units => client.restarts(units),
    lastLogLines: unit => client.lastLogLines(unit),
    verifyBinaries: programs => client.verifyBinaries(programs),
    smokeTestEtcd: (path, flags) => client.smokeTestEtcd(path, flags),
    // No fact has anything of keys that no file has yet.
    makeKeys: requests => client.makeKeys(requests),
    put: changing(client.put),
    install: changing(client.install),
    fetch: changing(client.fetch),
    checkSources: urls => client.checkSources(urls),
    link: changing(client.link),
    keepFiles: changing(client.keepFiles),
    restoreFiles: changing(client.restoreFiles),
    forgetFiles: changing(client.forgetFiles),
    makeDirectories: changing(client.makeDirectories),
    setModes: changing(client.setModes),
    createUsers: changing(client.createUsers),
    prepareKernel: changing(client.prepareKernel),
    setBooleans: changing(client.setBooleans),
    installPackages: changing(client.installPackages),
    run: changing(client.run),
    reload: changing(client.reload),
    stop: changing(client.stop),
    kill: changing(client.kill),
    removeUnits: changing(client.removeUnits),
    removeFiles: changing(client.removeFiles),
    importImages: changing(client.importImages),
    wipeData: changing(client.wipeData),
    reset: changing(client.reset),
    previewReset: () => client.previewReset(),
    etcdData: {
      look: () => client.etcdData.look(),
      discardOld: changing(client.etcdData.discardOld),
      send: changing(client.etcdData.send),
      prepare: changing(client.etcdData.prepare),
      swap: changing(client.etcdData.swap),
      setAside: changing(client.etcdData.setAside),
    },
  };
}

const QUERY_KEYS = [
  'paths',
  'places',
  'publicTexts',
  'units',
  'modules',
  'users',
  'sysctls',
  'commands',
  'booleans',
  'images',
] as const;

const covers = (wide: FactQuery, narrow: FactQuery): boolean =>
  QUERY_KEYS.every(part => narrow[part].every(each => wide[part].includes(each)));

const union = (one: FactQuery, other: FactQuery): FactQuery => {
  const union = (part: (typeof QUERY_KEYS)[number]) => [...new Set([...one[part], ...other[part]])];
  return {
    paths: union('paths'),
    places: union('places'),
    publicTexts: union('publicTexts'),
    units: union('units'),
    modules: union('modules'),
    users: union('users'),
    sysctls: union('sysctls'),
    commands: union('commands'),
    booleans: union('booleans'),
    images: union('images'),
  };
};
