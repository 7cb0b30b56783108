import {unknown} from '../../src/core/model/fact.js';
import type {HostName} from '../../src/core/model/names.js';
import type {ClusterClient} from '../../src/ports/cluster.js';
import type {EtcdClient} from '../../src/ports/etcd.js';
import type {HostClient} from '../../src/ports/host.js';
import type {KubeClient} from '../../src/ports/kube.js';

const refuse = (what: string) => async (): Promise<never> => {
  throw new Error(`unexpected call: ${what}`);
};

/** A host client whose every method fails the test, except for those that a test passes. */
export const strictHost = (name: HostName, expected: Partial<HostClient> = {}): HostClient => ({
  name,
  facts: refuse(`${name}: facts`),
  makeKeys: refuse(`${name}: makeKeys`),
  put: refuse(`${name}: put`),
  read: refuse(`${name}: read`),
  install: refuse(`${name}: install`),
  fetch: refuse(`${name}: fetch`),
  checkSources: refuse(`${name}: checkSources`),
  link: refuse(`${name}: link`),
  keepFiles: refuse(`${name}: keepFiles`),
  restoreFiles: refuse(`${name}: restoreFiles`),
  forgetFiles: refuse(`${name}: forgetFiles`),
  makeDirectories: refuse(`${name}: makeDirectories`),
  setModes: refuse(`${name}: setModes`),
  createUsers: refuse(`${name}: createUsers`),
  prepareKernel: refuse(`${name}: prepareKernel`),
  setBooleans: refuse(`${name}: setBooleans`),
  installPackages: refuse(`${name}: installPackages`),
  run: refuse(`${name}: run`),
  reload: refuse(`${name}: reload`),
  stop: refuse(`${name}: stop`),
  kill: refuse(`${name}: kill`),
  removeUnits: refuse(`${name}: removeUnits`),
  removeFiles: refuse(`${name}: removeFiles`),
  restarts: refuse(`${name}: restarts`),
  lastLogLines: refuse(`${name}: lastLogLines`),
  verifyBinaries: refuse(`${name}: tryPrograms`),
  smokeTestEtcd: refuse(`${name}: tryEtcd`),
  importImages: refuse(`${name}: importImages`),
  wipeData: refuse(`${name}: clear`),
  reset: refuse(`${name}: reset`),
  previewReset: refuse(`${name}: previewReset`),
  etcdData: {
    look: refuse(`${name}: look`),
    send: refuse(`${name}: send`),
    prepare: refuse(`${name}: prepare`),
    swap: refuse(`${name}: swap`),
    setAside: refuse(`${name}: setAside`),
    discardOld: refuse(`${name}: discardOld`),
  },
  ...expected,
});

interface Expected {
  readonly host?: (name: HostName) => Partial<HostClient>;
  readonly reach?: ClusterClient['reach'];
  readonly etcd?: Partial<EtcdClient>;
  readonly kube?: Partial<KubeClient>;
}

/** A cluster client whose every method fails the test, except for those that a test passes. */
export const strictCluster = ({
  host = () => ({}),
  etcd,
  kube,
  reach = refuse('reach'),
}: Expected = {}): ClusterClient => ({
  host: name => strictHost(name, host(name)),
  etcd: {
    state: refuse('etcd.state'),
    addLearner: refuse('etcd.addLearner'),
    promote: refuse('etcd.promote'),
    removeLearner: refuse('etcd.removeLearner'),
    moveLeader: refuse('etcd.moveLeader'),
    remove: refuse('etcd.remove'),
    snapshot: refuse('etcd.snapshot'),
    snapshotOf: refuse('etcd.snapshotOf'),
    offlineSnapshotOf: refuse('etcd.offlineSnapshotOf'),
    newestSnapshot: refuse('etcd.newestSnapshot'),
    isReachableByPeers: refuse('etcd.isReachableByPeers'),
    ...etcd,
  },
  kube: {
    ready: refuse('kube.ready'),
    state: refuse('kube.state'),
    apply: refuse('kube.apply'),
    evictablePods: refuse('kube.evictablePods'),
    drain: refuse('kube.drain'),
    cordon: refuse('kube.cordon'),
    uncordon: refuse('kube.uncordon'),
    deprecated: refuse('kube.deprecated'),
    deleteNode: refuse('kube.deleteNode'),
    changeNodes: refuse('kube.changeNodes'),
    ...kube,
  },
  observe: async () => ({
    observed: {hosts: new Map(), etcd: unknown(''), apiReady: new Map(), kube: unknown('')},
    members: new Map(),
    hosts: new Map(),
    links: [],
    kube: unknown(''),
  }),
  locked: (_verb, _since, use) => use({lost: new AbortController().signal, doubt: () => undefined, undisturbed: true}),
  troubleWith: () => undefined,
  reach: async queries => reach(queries),
});

/** The same cluster, read-only. */
export const readOnly = (cluster: ClusterClient): ClusterClient => ({
  ...strictCluster(),
  host: name => {
    const {facts, read, restarts, lastLogLines} = cluster.host(name);
    return strictHost(name, {facts, read, restarts, lastLogLines});
  },
  etcd: {
    ...strictCluster().etcd,
    state: () => cluster.etcd.state(),
    newestSnapshot: () => cluster.etcd.newestSnapshot(),
    isReachableByPeers: peerUrl => cluster.etcd.isReachableByPeers(peerUrl),
  },
  kube: {
    ...strictCluster().kube,
    ready: host => cluster.kube.ready(host),
    state: objects => cluster.kube.state(objects),
    evictablePods: nodes => cluster.kube.evictablePods(nodes),
    deprecated: () => cluster.kube.deprecated(),
  },
  observe: (desired, depth, seen) => cluster.observe(desired, depth, seen),
  reach: queries => cluster.reach(queries),
});
