import type {ClusterConfig} from '../../../src/core/model/config.js';
import {hostName} from '../../../src/core/model/names.js';
import {MemoryWorld} from '../../support/memory-world.js';
import {BAD_FLAG, fileOf, type Place, withFlag} from './files.js';
import {opened, type Situation} from './situation.js';
import {killed} from './stops.js';
import {type} from './type-command.js';

/** A run that is stopped: what a person types, and the cluster and the file before it. */
export interface Run {
  readonly name: string;
  readonly command: string;
  readonly start: () => Promise<Situation>;
}

const built = new Map<string, Promise<Situation>>();

/** A cluster that runs as the file says. */
function running(file: ClusterConfig): Promise<Situation> {
  const key = JSON.stringify(file);
  const known = built.get(key) ?? build(file);
  built.set(key, known);
  return known;
}

const bare = (file: ClusterConfig): Situation => {
  const {scenario} = opened(file, NOTHING);
  return {file, world: scenario.fresh().world, lost: new Set()};
};
const NOTHING = MemoryWorld.empty({hosts: []} as never);

async function build(file: ClusterConfig): Promise<Situation> {
  const {after, failure} = await type('apply', bare(file));
  if (failure !== undefined) throw failure;
  return after;
}

const CLUSTERS: readonly {readonly place: Place; readonly hosts: string}[] = [
  {place: 'stacked', hosts: 'cp1'},
  {place: 'stacked', hosts: 'cp1 cp2'},
  {place: 'stacked', hosts: 'cp1 cp2 cp3 w1'},
  {place: 'external', hosts: 'etcd1 cp1'},
  {place: 'external', hosts: 'etcd1 etcd2 cp1'},
  {place: 'external', hosts: 'etcd1 etcd2 etcd3 cp1 cp2'},
];

const onCluster = ({place, hosts}: (typeof CLUSTERS)[number]): readonly Run[] => {
  const file = fileOf(place, hosts);
  const members = hosts.split(' ').filter(name => name.startsWith(place === 'stacked' ? 'cp' : 'etcd'));
  // With fewer than three members a restart stops writes, which has to be accepted.
  const accept = members.length < 3 ? ' --accept-downtime' : '';
  const of = `${place}, ${hosts}`;
  const flags = (component: 'etcd' | 'kube-apiserver' | 'kubelet', name: string, what: string): Run => ({
    name: `${of}: apply with ${what} flag of ${component}`,
    command: `apply${accept}`,
    start: async () => {
      const {world, lost} = await running(file);
      const copy = world.clone();
      copy.broken.add(`--${BAD_FLAG}=`);
      return {file: withFlag(file, component, name), world: copy, lost};
    },
  });
  const upgrade = (to: string): Run => ({
    name: `${of}: upgrade to ${to}`,
    command: `upgrade --to ${to}${accept}`,
    start: () => running(file),
  });
  return [
    {name: `${of}: the first apply`, command: 'apply', start: async () => bare(file)},
    flags('etcd', 'v', 'a new'),
    flags('kube-apiserver', 'v', 'a new'),
    flags('kubelet', 'v', 'a new'),
    flags('etcd', BAD_FLAG, 'a bad'),
    flags('kube-apiserver', BAD_FLAG, 'a bad'),
    flags('kubelet', BAD_FLAG, 'a bad'),
    upgrade('1.36.4'),
    upgrade('1.37.2'),
    {
      name: `${of}: upgrade --abort`,
      command: `upgrade --abort${accept}`,
      start: async () => {
        const halves = await killed(`upgrade --to 1.37.2${accept}`, await running(file));
        return halves[Math.floor(halves.length / 2)]!.situation;
      },
    },
  ];
};

const grown = (place: Place, before: string, more: string): Run => ({
  name: `${place}, ${before}: join ${more}`,
  command: `join ${more}`,
  start: async () => {
    const file = fileOf(place, `${before} ${more}`);
    const {world, lost} = await running(fileOf(place, before));
    return {file, world: opened(file, world).cluster.world, lost};
  },
});

const shrunk = (place: Place, hosts: string, gone: string): Run => ({
  name: `${place}, ${hosts}: remove ${gone}`,
  command: `remove ${gone} --accept-reduced-tolerance`,
  start: () => running(fileOf(place, hosts)),
});

const lost = (place: Place, hosts: string, gone: string): Run => ({
  name: `${place}, ${hosts}: remove --lost ${gone}`,
  command: `remove --lost ${gone} --accept-reduced-tolerance`,
  start: async () => {
    const {file, world} = await running(fileOf(place, hosts));
    const copy = world.clone();
    copy.mayLoseQuorum = true;
    copy.lose(hostName(gone));
    return {file, world: copy, lost: new Set([hostName(gone)])};
  },
});

export const RUNS: readonly Run[] = [
  ...CLUSTERS.flatMap(onCluster),
  grown('stacked', 'cp1', 'cp2'),
  grown('stacked', 'cp1 cp2', 'cp3'),
  grown('stacked', 'cp1 cp2 cp3', 'w1'),
  grown('stacked', 'cp1', 'w1'),
  grown('external', 'etcd1 cp1', 'etcd2'),
  grown('external', 'etcd1 etcd2 cp1', 'etcd3'),
  grown('external', 'etcd1 cp1', 'cp2'),
  shrunk('stacked', 'cp1 cp2', 'cp2'),
  shrunk('stacked', 'cp1 w1', 'w1'),
  shrunk('stacked', 'cp1 cp2 cp3', 'cp1'),
  shrunk('external', 'etcd1 etcd2 cp1', 'etcd2'),
  shrunk('external', 'etcd1 etcd2 etcd3 cp1 cp2', 'etcd1'),
  shrunk('external', 'etcd1 etcd2 etcd3 cp1 cp2', 'cp2'),
  lost('stacked', 'cp1 cp2 cp3', 'cp1'),
  lost('stacked', 'cp1 w1', 'w1'),
  lost('external', 'etcd1 etcd2 etcd3 cp1 cp2', 'etcd2'),
];
