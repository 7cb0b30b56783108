import type {DesiredCluster} from '../../../src/core/model/desired.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, type HostName} from '../../../src/core/model/names.js';
import {EMPTY_QUERY} from '../../../src/core/plan/fact-query.js';
import type {MemberAnswer} from '../../../src/io/etcd/ask.js';
import {memberHosts} from '../../../src/io/etcd/member-hosts.js';
import {assemble} from '../../../src/io/etcd/merge-status.js';
import type {MemberReport} from '../../../src/io/etcd/parse-status.js';
import type {MemoryCluster} from '../../support/memory-cluster.js';
import type {MemoryDisk} from '../../support/memory-disk.js';
import {UNLABELLED} from '../../support/memory-node-labels.js';
import type {MemoryWorld} from '../../support/memory-world.js';
import type {Base, Machine} from './clusters.js';

interface TwoClusters {
  readonly cluster: MemoryCluster;
  readonly desired: DesiredCluster;
  readonly machines: ReadonlyMap<HostName, Machine>;
  readonly before: Readonly<Partial<Record<Base, MemoryWorld>>>;
  readonly seen: Base | undefined;
  /** From the name with which a machine joined to its name in the world of the cluster. */
  readonly aliases: ReadonlyMap<HostName, HostName>;
}

/**
 * Lets the cluster in memory answer for two clusters: each host reports its own member, and the reports are merged as in a
 * real run. An API server shows the cluster that it belongs to.
 */
export function answerForBoth(both: TwoClusters): void {
  const {cluster, desired, seen, before, aliases} = both;
  const {world} = cluster;
  // A kubelet registers its node under the name with which it joined, and only with the API of its own cluster.
  const settle = world.settle.bind(world);
  world.settle = () => {
    settle();
    for (const [name, machine] of both.machines)
      if ((machine.cluster !== seen || machine.host !== name) && world.disk(name).started.size > 0)
        if (!before[seen ?? machine.cluster]!.nodes.has(name)) world.nodes.delete(name);
  };
  const hostsOfMembers = memberHosts(desired.etcd);
  cluster.etcd.state = async () => {
    hostsOfMembers.learn(
      new Map(
        desired.hosts.map(({name}) => [
          name,
          world.unreachable.has(name) ? unknown('no route') : known(world.disk(name).facts(EMPTY_QUERY)),
        ]),
      ),
    );
    return assemble(desired.etcd, new Map(hostsOfMembers.toAsk().map(host => [host, answer(host, both)])));
  };
  const foreign = (host: HostName): MemoryWorld | undefined => {
    const cluster = both.machines.get(host)?.cluster;
    return cluster === undefined || cluster === seen ? undefined : before[cluster];
  };
  cluster.kube.ready = async host => known(isReady(world.disk(host), host, both, foreign(host)));
  cluster.kube.state = async () => {
    const ready = desired.controlPlanes.map(({host}) => host).filter(host => !world.unreachable.has(host));
    const through = ready.find(host => isReady(world.disk(host), host, both, foreign(host)));
    if (through === undefined) return unknown('no API server is ready');
    const foreignWorld = foreign(through);
    const {nodes, objects, labels} = foreignWorld ?? world;
    const diskOf = (node: HostName) =>
      foreignWorld ? foreignWorld.disks.get(node) : world.disks.get(aliases.get(node) ?? node);
    return known({
      nodes: [...nodes].map(([name, {cordoned, held, version}]) => {
        const disk = diskOf(name);
        return {
          name,
          ready: disk?.runs('kubelet.service') === true && disk.runs('containerd.service'),
          ...(labels.get(name) ?? UNLABELLED),
          version,
          internalIp: disk?.address ?? '',
          ...(cordoned ? {cordoned} : {}),
          ...(held ? {held} : {}),
        };
      }),
      objects: new Map(objects),
    });
  };
}

function isReady(
  disk: MemoryDisk,
  host: HostName,
  {cluster}: TwoClusters,
  foreignWorld: MemoryWorld | undefined,
): boolean {
  const world = foreignWorld ?? cluster.world;
  const member = world.membership?.members.find(({id}) => id === disk.etcdData?.memberId);
  const beside = !disk.files.has('/etc/systemd/system/etcd.service') || (member !== undefined && world.serves(member));
  return (
    !cluster.world.unreachable.has(host) &&
    disk.runs('kube-apiserver.service') &&
    disk.files.has('/etc/kubernetes/pki/ca.crt') &&
    world.membership !== undefined &&
    world.hasQuorum() &&
    beside
  );
}

/** What etcd-status.sh prints. */
function answer(host: HostName, {cluster, before, seen, aliases}: TwoClusters): MemberAnswer {
  const {world} = cluster;
  if (world.unreachable.has(host)) return unknown('no route');
  const disk = world.disk(host);
  const marker = disk.marker();
  const report: MemberReport = {
    host,
    installed: disk.files.has('/etc/systemd/system/etcd.service'),
    reads: false,
    ...(marker === undefined ? {} : {marker}),
  };
  const {etcdData: data} = disk;
  const owner = [world, ...Object.values(before)].find(({membership}) => membership?.clusterId === data?.clusterId);
  const own = owner?.membership?.members.find(({id}) => id === data?.memberId);
  if (!disk.runs('etcd.service') || owner === undefined || own === undefined) return known(report);
  const names = new Map([...aliases].map(([name, key]) => [key, name]));
  const joined = (each: HostName) => (owner === world ? (names.get(each) ?? each) : each);
  const served = owner.hasQuorum();
  return known({
    ...report,
    status: {
      clusterId: owner.membership!.clusterId,
      memberId: own.id,
      leader: owner.leader() ?? etcdId('0'),
      learner: own.learner,
      index: 1,
      appliedIndex: 1,
      version: disk.versionOf('etcd.service') ?? '',
      term: '1',
      revision: '1',
      dbSizeBytes: 1,
      dbInUseBytes: 1,
    },
    ...(served && {
      members: owner.membership!.members.map(each => ({
        id: each.id,
        name: owner.wasStarted(each) ? joined(each.host) : '',
        peerUrl: each.peerUrl,
        learner: each.learner,
      })),
      reads: !own.learner,
      alarms: [],
    }),
    ...(served || seen === undefined ? {} : {why: 'no leader'}),
  });
}
