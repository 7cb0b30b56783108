import type {DesiredCluster} from '../../../src/core/model/desired.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, type HostName} from '../../../src/core/model/names.js';
import type {MemberAnswer} from '../../../src/io/etcd/ask.js';
import {memberHosts} from '../../../src/io/etcd/carriers.js';
import {assemble} from '../../../src/io/etcd/merge-status.js';
import type {MemberReport} from '../../../src/io/etcd/parse-status.js';
import type {MemoryDisk} from '../../support/memory-disk.js';
import type {MemoryCluster} from '../../support/memory-site.js';
import type {MemoryWorld} from '../../support/memory-world.js';
import type {Base, Machine} from './clusters.js';

interface Asked {
  readonly site: MemoryCluster;
  readonly desired: DesiredCluster;
  readonly machines: ReadonlyMap<HostName, Machine>;
  readonly before: Readonly<Partial<Record<Base, MemoryWorld>>>;
  readonly seen: Base | undefined;
  /** By the name under which a machine joined, where it is in the world of the site. */
  readonly aliases: ReadonlyMap<HostName, HostName>;
}

/**
 * The site answers for two clusters: each host speaks of its own member, and what they say together is put together as
 * over SSH. An API server shows the cluster that it belongs to.
 */
export function asking(asked: Asked): void {
  const {site, desired, seen, before, aliases} = asked;
  const {world} = site;
  // A kubelet registers the node that it joined as, and none with the API of another cluster.
  const settle = world.settle.bind(world);
  world.settle = () => {
    settle();
    for (const [name, machine] of asked.machines)
      if ((machine.cluster !== seen || machine.host !== name) && world.disk(name).started.size > 0)
        if (!before[seen ?? machine.cluster]!.nodes.has(name)) world.nodes.delete(name);
  };
  const carriers = memberHosts(desired.etcd);
  const nothing = {paths: [], modules: [], sysctls: [], commands: [], publicTexts: [], units: []};
  site.etcd.state = async () => {
    carriers.learn(
      new Map(
        desired.hosts.map(({name}) => [
          name,
          world.unreachable.has(name) ? unknown('no route') : known(world.disk(name).facts(nothing)),
        ]),
      ),
    );
    return assemble(desired.etcd, new Map(carriers.toAsk().map(host => [host, answer(host, asked)])));
  };
  const foreign = (host: HostName): MemoryWorld | undefined => {
    const cluster = asked.machines.get(host)?.cluster;
    return cluster === undefined || cluster === seen ? undefined : before[cluster];
  };
  site.kube.ready = async host => known(isReady(world.disk(host), host, asked, foreign(host)));
  site.kube.state = async () => {
    const ready = desired.controlPlanes.map(({host}) => host).filter(host => !world.unreachable.has(host));
    const through = ready.find(host => isReady(world.disk(host), host, asked, foreign(host)));
    if (through === undefined) return unknown('no API server is ready');
    const strange = foreign(through);
    const {nodes, objects, labels} = strange ?? world;
    const diskOf = (node: HostName) => (strange ? strange.disks.get(node) : world.disks.get(aliases.get(node) ?? node));
    return known({
      nodes: [...nodes].map(([name, {cordoned, held, version}]) => {
        const disk = diskOf(name);
        return {
          name,
          ready: disk?.runs('kubelet.service') === true && disk.runs('containerd.service'),
          labels: labels.get(name) ?? {},
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

function isReady(disk: MemoryDisk, host: HostName, {site}: Asked, strange: MemoryWorld | undefined): boolean {
  const world = strange ?? site.world;
  const member = world.roster?.members.find(({id}) => id === disk.etcdData?.memberId);
  const beside = !disk.files.has('/etc/systemd/system/etcd.service') || (member !== undefined && world.serves(member));
  return (
    !site.world.unreachable.has(host) &&
    disk.runs('kube-apiserver.service') &&
    disk.files.has('/etc/kubernetes/pki/ca.crt') &&
    world.roster !== undefined &&
    world.hasQuorum() &&
    beside
  );
}

/** As etcd-status.sh has it. */
function answer(host: HostName, {site, before, seen, aliases}: Asked): MemberAnswer {
  const {world} = site;
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
  const home = [world, ...Object.values(before)].find(({roster}) => roster?.clusterId === data?.clusterId);
  const own = home?.roster?.members.find(({id}) => id === data?.memberId);
  if (!disk.runs('etcd.service') || home === undefined || own === undefined) return known(report);
  const names = new Map([...aliases].map(([name, key]) => [key, name]));
  const joined = (each: HostName) => (home === world ? (names.get(each) ?? each) : each);
  const served = home.hasQuorum();
  return known({
    ...report,
    status: {
      clusterId: home.roster!.clusterId,
      memberId: own.id,
      leader: home.leader() ?? etcdId('0'),
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
      members: home.roster!.members.map(each => ({
        id: each.id,
        name: home.wasStarted(each) ? joined(each.host) : '',
        peerUrl: each.peerUrl,
        learner: each.learner,
      })),
      reads: !own.learner,
      alarms: [],
    }),
    ...(served || seen === undefined ? {} : {why: 'no leader'}),
  });
}
