import type {HostName} from '../../core/model/names.js';
import type {HostFacts, ObservedCluster} from '../../core/model/observed.js';
import type {FactQuery} from '../../core/plan/fact-query.js';
import type {ClusterClient} from '../../ports/cluster.js';
import type {HostClient} from '../../ports/host.js';

/**
 * The same site, on which a look at a host serves every question until this run changes something there: what a step
 * sees after its change is what the next step sees before its own. Each look asks all that is ever asked of the host,
 * so that it can.
 *
 * @param everything the whole question for a host.
 * @param observed what that question was answered with when the plan was made.
 */
export function cachingFacts(
  cluster: ClusterClient,
  everything: (host: HostName) => FactQuery,
  observed: ObservedCluster['hosts'],
): ClusterClient {
  const ports = new Map<HostName, HostClient>();
  return {
    etcd: cluster.etcd,
    kube: cluster.kube,
    observe: desired => cluster.observe(desired),
    locked: (verb, since, use) => cluster.locked(verb, since, use),
    troubleWith: name => cluster.troubleWith(name),
    host(name) {
      const existing = ports.get(name);
      if (existing) return existing;
      const facts = observed.get(name);
      const port = caching(cluster.host(name), () => everything(name), facts?.known ? facts.value : undefined);
      ports.set(name, port);
      return port;
    },
  };
}

function caching(port: HostClient, everything: () => FactQuery, observed?: HostFacts): HostClient {
  let seen: {readonly question: FactQuery; readonly facts: Promise<HostFacts>} | undefined = observed && {
    question: everything(),
    facts: Promise.resolve(observed),
  };
  const look = (question: FactQuery): Promise<HostFacts> => {
    if (seen && answers(seen.question, question)) return seen.facts;
    const uninterruptible = together(everything(), question);
    const facts = port.facts(uninterruptible);
    seen = {question: uninterruptible, facts};
    facts.catch(() => {
      seen = undefined;
    });
    return facts;
  };
  // Before, so that a look during the change is none of after it; after, so that the next one is new.
  const changing =
    <A extends readonly unknown[], R>(change: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      seen = undefined;
      try {
        return await change(...args);
      } finally {
        seen = undefined;
      }
    };
  return {
    name: port.name,
    facts: look,
    read: path => port.read(path),
    restarts: units => port.restarts(units),
    lastLogLines: unit => port.lastLogLines(unit),
    tryPrograms: programs => port.tryPrograms(programs),
    tryEtcd: (path, flags) => port.tryEtcd(path, flags),
    put: changing(port.put),
    install: changing(port.install),
    link: changing(port.link),
    makeDirectories: changing(port.makeDirectories),
    prepareKernel: changing(port.prepareKernel),
    run: changing(port.run),
    reload: changing(port.reload),
    stop: changing(port.stop),
    importImages: changing(port.importImages),
    clear: changing(port.clear),
    reset: changing(port.reset),
  };
}

const PARTS = ['paths', 'publicTexts', 'units', 'modules', 'sysctls', 'commands'] as const;

const answers = (asked: FactQuery, question: FactQuery): boolean =>
  PARTS.every(part => question[part].every(each => asked[part].includes(each)));

const together = (one: FactQuery, other: FactQuery): FactQuery => {
  const joined = (part: (typeof PARTS)[number]) => [...new Set([...one[part], ...other[part]])];
  return {
    paths: joined('paths'),
    publicTexts: joined('publicTexts'),
    units: joined('units'),
    modules: joined('modules'),
    sysctls: joined('sysctls'),
    commands: joined('commands'),
  };
};
