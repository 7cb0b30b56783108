import {desire} from '../../../../src/core/desire.js';
import type {DiagnosisInput} from '../../../../src/core/diagnosis/context.js';
import type {
  BackendEvidence,
  Evidence,
  HostEvidence,
  KubeEvidence,
  LinkEvidence,
  MemberEvidence,
} from '../../../../src/core/diagnosis/evidence.js';
import type {ClusterConfig} from '../../../../src/core/model/config.js';
import type {DesiredCluster} from '../../../../src/core/model/desired.js';
import {type Fact, known, type Unknown, unknown} from '../../../../src/core/model/fact.js';
import type {HostIdentity} from '../../../../src/core/model/identity-record.js';
import type {HostName} from '../../../../src/core/model/names.js';
import type {HostFacts, ObservedCluster} from '../../../../src/core/model/observed.js';
import {apply} from '../../../../src/workflows/apply.js';
import {Scenario} from '../../../scenario/run.js';
import type {MemoryCluster} from '../../../support/memory-cluster.js';
import {TEMPLATES} from '../../../support/rendering.js';

/** A cluster that was built in memory, and its evidence. */
export const healthy = async (config: ClusterConfig): Promise<DiagnosisInput> => (await built(config)).input;

/** The same with its hosts, for what has to be read from their disks. */
export async function built(
  config: ClusterConfig,
): Promise<{readonly input: DiagnosisInput; readonly site: MemoryCluster}> {
  const scenario = new Scenario(config);
  const site = scenario.fresh();
  await scenario.run(apply, site, {now: () => NOW});
  const desired = desire(config);
  const observed = routed(await site.observed(scenario.desired), desired);
  const {release} = scenario;
  return {
    site,
    input: {desired, evidence: evidenceOf(desired, observed), release, templates: TEMPLATES, now: NOW},
  };
}

function evidenceOf(desired: DesiredCluster, observed: ObservedCluster): Evidence {
  return {
    observed,
    members: new Map(desired.etcd.map(({host, peerUrl}) => [host, known(memberSays(peerUrl, observed))])),
    hosts: new Map(desired.hosts.map(({name}, index) => [name, known(hostSays(name, index, desired, observed))])),
    links: links(desired),
    kube: known(kubeSays(desired, observed)),
  };
}

/** With the routes that flanneld adds on each node. */
function routed(observed: ObservedCluster, {nodes}: DesiredCluster): ObservedCluster {
  const ranges = observed.kube.known ? observed.kube.value.nodes : [];
  const isNode = new Set<HostName>(nodes.map(({host}) => host));
  return {
    ...observed,
    hosts: new Map(
      [...observed.hosts].map(([host, fact]) => {
        if (!fact.known || !isNode.has(host)) return [host, fact];
        const others = ranges.flatMap(({name, podCidr}) => (name === host || podCidr === undefined ? [] : [podCidr]));
        return [host, known({...fact.value, routes: others.map(to => ({to, interface: 'flannel.1'}))})];
      }),
    ),
  };
}

/** When the evidence was gathered. */
export const NOW = new Date();
export const before = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);

function memberSays(peerUrl: string, {etcd}: ObservedCluster): MemberEvidence {
  if (!etcd.known || etcd.value.is !== 'formed') throw new Error('etcd is not formed');
  const {clusterId, members} = etcd.value;
  const own = members.find(member => member.peerUrl === peerUrl)!;
  return {
    clusterId,
    memberId: own.id,
    version: '3.6.16',
    leader: members.find(member => member.leader)!.id,
    term: '2',
    learner: false,
    index: 1200,
    appliedIndex: 1200,
    dbSizeBytes: 20_000_000,
    dbInUseBytes: 15_000_000,
    quotaBytes: 2 * 1024 ** 3,
    // Slow during its start, and fast since.
    fsyncP99Ms: 64,
    commitP99Ms: 128,
    fsyncNowMs: 2,
    commitNowMs: 5,
    reads: true,
    list: members.map(({id, name, peerUrl: url, learner}) => ({id, name, peerUrl: url, learner})),
    alarms: [],
    hash: {revision: '900', hash: '12345'},
  };
}

function hostSays(
  name: HostName,
  index: number,
  desired: DesiredCluster,
  {hosts, kube}: ObservedCluster,
): HostEvidence {
  const podRange = kube.known ? kube.value.nodes.find(node => node.name === name)?.podCidr : undefined;
  const facts = hosts.get(name);
  if (facts?.known !== true) throw new Error(`${name} is not known`);
  const [holder] = [...desired.loadBalancers, ...desired.vipHosts];
  const addresses = [desired.hosts.find(host => host.name === name)!.address];
  // The virtual IP is assigned to the first of the hosts that share it.
  const holds = holder?.shared !== undefined && holder.host === name ? [holder.shared.address] : [];
  const backends = [...facts.value.units.keys()].flatMap(unit => backendsOf(unit, desired));
  return {
    units: new Map(
      [...facts.value.units].map(([unit, {active}]) => [
        unit,
        {active, result: 'success', restarts: index % 2, activeSeconds: 86_400, log: []},
      ]),
    ),
    dropIns: new Map(),
    ...(backends.length > 0 ? {backends: known(backends)} : {}),
    ...(podRange === undefined ? {} : {podRange}),
    addresses: [...addresses, ...holds],
    disks: new Map(['/', '/var/lib/etcd'].map(path => [path, {totalBytes: 100e9, freeBytes: 60e9}])),
  };
}

const backendsOf = (unit: string, {controlPlanes}: DesiredCluster): readonly BackendEvidence[] =>
  ['quorate-balancer.service', 'quorate-load-balancer.service'].includes(unit)
    ? controlPlanes.map(({host, address}) => ({unit, server: host, address: `${address}:6443`, up: true}))
    : [];

/** From each host to the ports of each member, API server and kubelet on other hosts. */
function links({hosts, etcd, controlPlanes, nodes}: DesiredCluster): readonly LinkEvidence[] {
  const listening = [
    ...etcd.map(({host}) => ({to: host, port: 2380})),
    ...etcd.map(({host}) => ({to: host, port: 2379})),
    ...controlPlanes.map(({host}) => ({to: host, port: 6443})),
    ...nodes.map(({host}) => ({to: host, port: 10250})),
  ];
  return hosts.flatMap(({name: from}) =>
    listening.filter(({to}) => to !== from).map(({to, port}) => ({from, to, port, answer: known('open' as const)})),
  );
}

function kubeSays({controlPlanes}: DesiredCluster, {kube}: ObservedCluster): KubeEvidence {
  if (!kube.known) throw new Error('the API is not known');
  return {
    servers: new Map(controlPlanes.map(({host}) => [host, '1.36.3'])),
    nodes: kube.value.nodes.map(({name, internalIp}) => ({
      name,
      ready: true,
      schedulable: true,
      troubles: [],
      kubelet: '1.36.3',
      internalIp,
      networkUnavailable: 'False',
    })),
    control: known({
      now: NOW,
      leases: ['kube-controller-manager', 'kube-scheduler'].map(name => ({
        name,
        holder: controlPlanes[0]!.host,
        transitions: 7,
        acquired: before(86_000),
        renewed: before(2),
      })),
      unobserved: [],
      probes: [],
    }),
    unseenPods: [],
    workloads: [{name: 'kube-system/Deployment/coredns', hosts: kube.value.nodes.slice(0, 2).map(({name}) => name)}],
    secretsEncrypted: known(true),
  };
}

// Each of the following changes one thing of a healthy cluster.

type Change = (input: DiagnosisInput) => DiagnosisInput;

export const all =
  (...changes: readonly Change[]): Change =>
  input =>
    changes.reduce((changed, change) => change(changed), input);

const evidence =
  (change: (evidence: Evidence) => Partial<Evidence>): Change =>
  input => ({...input, evidence: {...input.evidence, ...change(input.evidence)}});

const observed = (change: (observed: ObservedCluster) => Partial<ObservedCluster>): Change =>
  evidence(each => ({observed: {...each.observed, ...change(each.observed)}}));

function restrictTo<K, T>(facts: ReadonlyMap<K, Fact<T>>, key: K, change: (value: T) => T): ReadonlyMap<K, Fact<T>> {
  const fact = facts.get(key);
  if (fact?.known !== true) throw new Error(`${key} is not known`);
  return new Map(facts).set(key, known(change(fact.value)));
}

export const facts = (host: string, change: (facts: HostFacts) => Partial<HostFacts>): Change =>
  observed(({hosts}) => ({hosts: restrictTo(hosts, host as HostName, value => ({...value, ...change(value)}))}));

/** A machine without anything of the cluster. */
export const fresh = (host: string): Change =>
  all(
    observed(({hosts}) => ({
      hosts: restrictTo(hosts, host as HostName, ({identity: _, etcdMarker: __, etcdMarkerCopy: ___, ...machine}) => ({
        ...machine,
        owned: new Set(),
        files: new Map(),
        links: new Map(),
        directories: new Map(),
        publicTexts: new Map(),
        units: new Map(),
        images: unknown('containerd does not answer'),
      })),
    })),
    evidence(({hosts}) => ({
      hosts: restrictTo(hosts, host as HostName, ({backends: _, ...seen}) => ({...seen, units: new Map()})),
    })),
  );

/** Its recorded identity. */
export const recorded = (host: string, change: Partial<HostIdentity>): Change =>
  facts(host, ({identity}) => {
    if (identity?.known !== true) throw new Error(`${host} has no identity`);
    return {identity: known({...identity.value, ...change})};
  });

/** Hosts that are set up, but no API server was ever ready. */
export const neverFounded = (...hosts: readonly string[]): Change =>
  all(
    ...hosts.map(host => recorded(host, {founded: false})),
    observed(seen => ({
      hosts: hosts.reduce(
        (changed, host) =>
          restrictTo(changed, host as HostName, ({etcdMarker: _, etcdMarkerCopy: __, ...rest}) => rest),
        seen.hosts,
      ),
    })),
  );

export const member = (host: string, change: (member: MemberEvidence) => Partial<MemberEvidence>): Change =>
  evidence(({members}) => ({members: restrictTo(members, host as HostName, value => ({...value, ...change(value)}))}));

export const onHost = (host: string, change: (before: HostEvidence) => Partial<HostEvidence>): Change =>
  evidence(({hosts}) => ({hosts: restrictTo(hosts, host as HostName, value => ({...value, ...change(value)}))}));

export const kube = (change: (kube: KubeEvidence) => Partial<KubeEvidence>): Change =>
  evidence(each => {
    if (!each.kube.known) throw new Error('the API is not known');
    return {kube: known({...each.kube.value, ...change(each.kube.value)})};
  });

export const etcdUnknown = (why: string): Change => observed(() => ({etcd: unknown(why)}));

export const silentMember = (host: string): Change =>
  evidence(({members}) => ({members: new Map(members).set(host as HostName, unknown('connection refused'))}));

export const apiNotReady = (...hosts: readonly string[]): Change =>
  all(
    observed(({apiReady}) => ({
      apiReady: new Map([...apiReady].map(([host, ready]) => [host, hosts.includes(host) ? known(false) : ready])),
    })),
    evidence(seen => ({
      hosts: new Map(
        [...seen.hosts].map(([host, fact]) => {
          if (!fact.known || fact.value.backends?.known !== true) return [host, fact];
          const backends = fact.value.backends.value.map(each =>
            hosts.includes(each.server) ? {...each, up: false} : each,
          );
          return [host, known({...fact.value, backends: known(backends)})];
        }),
      ),
    })),
  );

export const link = (change: (link: LinkEvidence) => LinkEvidence['answer'] | undefined): Change =>
  evidence(({links: before}) => ({links: before.map(each => ({...each, answer: change(each) ?? each.answer}))}));

/** The unit as systemd reports it, in the facts of the planner and in those of the diagnosis. */
export const unit = (host: string, name: string, active: string, restarts = 0): Change =>
  all(
    facts(host, ({units}) => ({units: new Map(units).set(name, {...units.get(name)!, active})})),
    onHost(host, ({units}) => ({
      units: new Map(units).set(name, {
        active,
        result: active === 'inactive' ? 'success' : 'exit-code',
        restarts,
        log: ['it says why'],
      }),
    })),
  );

export const stale = (host: string, name: string): Change =>
  facts(host, ({units}) => ({units: new Map(units).set(name, {...units.get(name)!, fresh: false})}));

export const unreachable = (host: string, why: Unknown = unknown('connection timed out')): Change =>
  all(
    observed(({hosts, apiReady}) => ({
      hosts: new Map(hosts).set(host as HostName, why),
      apiReady: apiReady.has(host as HostName) ? new Map(apiReady).set(host as HostName, why) : apiReady,
    })),
    evidence(({hosts, members}) => ({
      hosts: new Map(hosts).set(host as HostName, why),
      members: members.has(host as HostName) ? new Map(members).set(host as HostName, why) : members,
    })),
    link(({from, to}) => (from === host ? unknown('was not asked') : to === host ? known('silent') : undefined)),
  );

export const config =
  (change: (desired: DesiredCluster) => Partial<DesiredCluster>): Change =>
  input => ({
    ...input,
    desired: {...input.desired, ...change(input.desired)},
  });

export {evidence, observed};
