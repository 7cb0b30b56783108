import {unknown} from '../../src/core/model/fact.js';
import type {HostName} from '../../src/core/model/names.js';
import type {ClusterClient} from '../../src/ports/cluster.js';
import type {EtcdClient} from '../../src/ports/etcd.js';
import type {HostClient} from '../../src/ports/host.js';
import type {KubeClient} from '../../src/ports/kube.js';

const refuse = (what: string) => async (): Promise<never> => {
  throw new Error(`${what} was not expected here`);
};

/** A host on which nothing may happen but what a test adds to it. */
export const strictHost = (name: HostName, expected: Partial<HostClient> = {}): HostClient => ({
  name,
  facts: refuse(`${name}: facts`),
  put: refuse(`${name}: put`),
  read: refuse(`${name}: read`),
  install: refuse(`${name}: install`),
  link: refuse(`${name}: link`),
  makeDirectories: refuse(`${name}: makeDirectories`),
  prepareKernel: refuse(`${name}: prepareKernel`),
  run: refuse(`${name}: run`),
  reload: refuse(`${name}: reload`),
  stop: refuse(`${name}: stop`),
  restarts: refuse(`${name}: restarts`),
  lastLogLines: refuse(`${name}: lastWords`),
  tryPrograms: refuse(`${name}: tryPrograms`),
  tryEtcd: refuse(`${name}: tryEtcd`),
  importImages: refuse(`${name}: importImages`),
  clear: refuse(`${name}: clear`),
  reset: refuse(`${name}: reset`),
  ...expected,
});

interface Expected {
  readonly host?: (name: HostName) => Partial<HostClient>;
  readonly etcd?: Partial<EtcdClient>;
  readonly kube?: Partial<KubeClient>;
}

/** A site on which nothing may happen but what a test adds to it. */
export const strictCluster = ({host = () => ({}), etcd, kube}: Expected = {}): ClusterClient => ({
  host: name => strictHost(name, host(name)),
  etcd: {
    state: refuse('etcd.state'),
    addLearner: refuse('etcd.addLearner'),
    promote: refuse('etcd.promote'),
    removeLearner: refuse('etcd.withdraw'),
    moveLeader: refuse('etcd.moveLeader'),
    remove: refuse('etcd.remove'),
    snapshot: refuse('etcd.snapshot'),
    newestSnapshot: refuse('etcd.newestSnapshot'),
    isReachableByPeers: refuse('etcd.isHeard'),
    ...etcd,
  },
  kube: {
    ready: refuse('kube.ready'),
    state: refuse('kube.state'),
    apply: refuse('kube.apply'),
    evictablePods: refuse('kube.movable'),
    drain: refuse('kube.drain'),
    cordon: refuse('kube.hold'),
    uncordon: refuse('kube.release'),
    deprecated: refuse('kube.deprecated'),
    deleteNode: refuse('kube.deleteNode'),
    label: refuse('kube.label'),
    ...kube,
  },
  observe: async () => ({hosts: new Map(), etcd: unknown(''), apiReady: new Map(), kube: unknown('')}),
  locked: (_verb, _since, use) => use({lost: new AbortController().signal, undisturbed: true}),
  troubleWith: () => undefined,
});

/** The same site, on which looking is all that may be done. */
export const readOnly = (site: ClusterClient): ClusterClient => ({
  ...strictCluster(),
  host: name => {
    const {facts, read, restarts, lastLogLines} = site.host(name);
    return strictHost(name, {facts, read, restarts, lastLogLines});
  },
  etcd: {
    ...strictCluster().etcd,
    state: () => site.etcd.state(),
    newestSnapshot: () => site.etcd.newestSnapshot(),
    isReachableByPeers: peerUrl => site.etcd.isReachableByPeers(peerUrl),
  },
  kube: {
    ...strictCluster().kube,
    ready: host => site.kube.ready(host),
    state: objects => site.kube.state(objects),
    evictablePods: nodes => site.kube.evictablePods(nodes),
    deprecated: () => site.kube.deprecated(),
  },
  observe: desired => site.observe(desired),
});
