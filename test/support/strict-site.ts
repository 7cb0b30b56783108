import {unknown} from '../../src/core/cluster/fact.js';
import type {HostName} from '../../src/core/cluster/names.js';
import type {EtcdPort, HostPort, KubePort, Site} from '../../src/run/site.js';

const refuse = (what: string) => async (): Promise<never> => {
  throw new Error(`${what} was not expected here`);
};

/** A host on which nothing may happen but what a test adds to it. */
export const strictHost = (name: HostName, expected: Partial<HostPort> = {}): HostPort => ({
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
  lastWords: refuse(`${name}: lastWords`),
  tryPrograms: refuse(`${name}: tryPrograms`),
  tryEtcd: refuse(`${name}: tryEtcd`),
  importImages: refuse(`${name}: importImages`),
  clear: refuse(`${name}: clear`),
  reset: refuse(`${name}: reset`),
  ...expected,
});

interface Expected {
  readonly host?: (name: HostName) => Partial<HostPort>;
  readonly etcd?: Partial<EtcdPort>;
  readonly kube?: Partial<KubePort>;
}

/** A site on which nothing may happen but what a test adds to it. */
export const strictSite = ({host = () => ({}), etcd, kube}: Expected = {}): Site => ({
  host: name => strictHost(name, host(name)),
  etcd: {
    state: refuse('etcd.state'),
    addLearner: refuse('etcd.addLearner'),
    promote: refuse('etcd.promote'),
    withdraw: refuse('etcd.withdraw'),
    moveLeader: refuse('etcd.moveLeader'),
    remove: refuse('etcd.remove'),
    snapshot: refuse('etcd.snapshot'),
    newestSnapshot: refuse('etcd.newestSnapshot'),
    isHeard: refuse('etcd.isHeard'),
    ...etcd,
  },
  kube: {
    ready: refuse('kube.ready'),
    state: refuse('kube.state'),
    apply: refuse('kube.apply'),
    movable: refuse('kube.movable'),
    drain: refuse('kube.drain'),
    hold: refuse('kube.hold'),
    release: refuse('kube.release'),
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
export const readOnly = (site: Site): Site => ({
  ...strictSite(),
  host: name => {
    const {facts, read, restarts, lastWords} = site.host(name);
    return strictHost(name, {facts, read, restarts, lastWords});
  },
  etcd: {
    ...strictSite().etcd,
    state: () => site.etcd.state(),
    newestSnapshot: () => site.etcd.newestSnapshot(),
    isHeard: peerUrl => site.etcd.isHeard(peerUrl),
  },
  kube: {
    ...strictSite().kube,
    ready: host => site.kube.ready(host),
    state: objects => site.kube.state(objects),
    movable: nodes => site.kube.movable(nodes),
    deprecated: () => site.kube.deprecated(),
  },
  observe: desired => site.observe(desired),
});
