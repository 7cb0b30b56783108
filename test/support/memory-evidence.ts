import type {ControlEvidence} from '../../src/core/diagnosis/control-evidence.js';
import type {BackendEvidence, Evidence, HostEvidence, MemberEvidence} from '../../src/core/diagnosis/evidence.js';
import {neededLinks} from '../../src/core/diagnosis/required-links.js';
import type {DesiredCluster} from '../../src/core/model/desired.js';
import {type Fact, known, unknown} from '../../src/core/model/fact.js';
import {type HostName, hostName} from '../../src/core/model/names.js';
import type {ObservedCluster} from '../../src/core/model/observed.js';
import type {MemoryWorld} from './memory-world.js';

/** What a diagnosis reads besides the observation for a plan. */
export function memoryEvidence(world: MemoryWorld, desired: DesiredCluster, observed: ObservedCluster): Evidence {
  const isReachable = (host: HostName) => !world.unreachable.has(host);
  return {
    observed,
    members: new Map(desired.etcd.map(({host}) => [host, memberEvidence(world, host)])),
    hosts: new Map(desired.hosts.map(({name}) => [name, hostEvidence(world, name, desired, observed)])),
    links: neededLinks(desired).map(({from, to, port}) => ({
      from,
      to,
      port,
      answer: isReachable(from) ? known(answerOf(world, to, port)) : unknown('not read'),
    })),
    kube: kubeEvidence(world, desired, observed),
  };
}

function memberEvidence(world: MemoryWorld, host: HostName): Fact<MemberEvidence> {
  const {membership} = world;
  if (world.unreachable.has(host)) return unknown('no route');
  const own = membership?.members.find(member => member.host === host);
  if (membership === undefined || own === undefined) return unknown('no etcd is installed');
  if (!world.serves(own)) return unknown('no response');
  const leader = world.leader();
  return known({
    clusterId: membership.clusterId,
    memberId: own.id,
    version: world.disk(host).versionOf('etcd.service') ?? '3.6.16',
    ...(leader === undefined ? {} : {leader}),
    term: '2',
    learner: own.learner,
    index: 1200,
    appliedIndex: 1200,
    dbSizeBytes: 20_000_000,
    dbInUseBytes: 15_000_000,
    quotaBytes: 2 * 1024 ** 3,
    reads: world.hasQuorum() && !own.learner,
    list: membership.members.map(member => ({
      id: member.id,
      name: world.wasStarted(member) ? member.host : '',
      peerUrl: member.peerUrl,
      learner: member.learner,
    })),
    alarms: [],
    hash: {revision: '900', hash: '12345'},
  });
}

function hostEvidence(
  world: MemoryWorld,
  name: HostName,
  desired: DesiredCluster,
  {hosts, apiReady}: ObservedCluster,
): Fact<HostEvidence> {
  const facts = hosts.get(name);
  if (facts?.known !== true) return unknown('no route');
  const {units, addresses} = facts.value;
  const balancers = BALANCERS.filter(({unit}) => units.get(unit)?.active === 'active');
  const backends = balancers.flatMap(({unit, config}) =>
    serversIn(world.disk(name).text(config) ?? '').map(({server, address}): BackendEvidence => {
      const ready = apiReady.get(server);
      return {unit, server, address, up: ready?.known === true && ready.value};
    }),
  );
  return known({
    units: new Map(
      [...units].map(([unit, {active}]) => [
        unit,
        {active, result: 'success', restarts: 0, activeSeconds: 86_400, log: []},
      ]),
    ),
    dropIns: new Map(),
    ...(balancers.length > 0 ? {backends: known(backends)} : {}),
    addresses: [...addresses, ...virtualIpOf(name, desired, world)],
    disks: new Map(['/', '/var/lib/etcd'].map(path => [path, {totalBytes: 100e9, freeBytes: 60e9}])),
  });
}

const BALANCERS = [
  {unit: 'quorate-balancer.service', config: '/etc/haproxy/quorate.cfg'},
  {unit: 'quorate-load-balancer.service', config: '/etc/haproxy/quorate-load-balancer.cfg'},
];

/** The `server` lines of a configuration of haproxy. */
const serversIn = (config: string): readonly {readonly server: HostName; readonly address: string}[] =>
  [...config.matchAll(/^ +server (\S+) (\S+)$/gm)].map(([, server, address]) => ({
    server: hostName(server!),
    address: address!,
  }));

/** The first load balancer has the virtual IP, or the first control plane whose keepalived runs. */
const virtualIpOf = (
  name: HostName,
  {loadBalancers, vipHosts}: DesiredCluster,
  world: MemoryWorld,
): readonly string[] => {
  const sharing = vipHosts.filter(({host}) => world.disk(host).runs('quorate-keepalived.service'));
  const [first] = [...loadBalancers, ...sharing];
  return first?.host === name && first.shared !== undefined ? [first.shared.address] : [];
};

const LISTENERS = new Map([
  [2379, 'etcd.service'],
  [2380, 'etcd.service'],
  [6443, 'kube-apiserver.service'],
  [10250, 'kubelet.service'],
]);

const answerOf = (world: MemoryWorld, to: HostName, port: number): 'open' | 'refused' | 'silent' => {
  if (world.unreachable.has(to)) return 'silent';
  return world.disk(to).runs(LISTENERS.get(port)!) ? 'open' : 'refused';
};

/** The first control plane that serves leads. */
function controlEvidence(serving: readonly HostName[]): ControlEvidence {
  const now = new Date();
  const acquired = new Date(now.getTime() - 3_600_000);
  const leases = ['kube-controller-manager', 'kube-scheduler'].map(name => ({
    name,
    holder: serving[0] ?? '',
    transitions: 0,
    acquired,
    renewed: now,
  }));
  return {now, leases, unobserved: [], probes: []};
}

function kubeEvidence(world: MemoryWorld, {controlPlanes}: DesiredCluster, {kube}: ObservedCluster): Evidence['kube'] {
  if (!kube.known) return kube;
  const serving = controlPlanes.filter(({host}) => world.disk(host).runs('kube-apiserver.service'));
  return known({
    servers: new Map(
      serving.map(({host}) => [host, world.disk(host).versionOf('kube-apiserver.service') ?? 'unknown']),
    ),
    nodes: kube.value.nodes.map(({name, ready, version, internalIp, cordoned}) => ({
      name,
      ready,
      schedulable: cordoned !== true,
      troubles: [],
      kubelet: version,
      internalIp,
      networkUnavailable: 'False',
    })),
    control: known(controlEvidence(serving.map(({host}) => host))),
    unseenPods: [],
    workloads: [{name: 'kube-system/Deployment/coredns', hosts: kube.value.nodes.slice(0, 2).map(({name}) => name)}],
    secretsEncrypted: known(true),
  });
}
