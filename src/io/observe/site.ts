import type {DesiredCluster} from '../../core/cluster/desired.js';
import {type Fact, known, unknown} from '../../core/cluster/fact.js';
import type {HostName} from '../../core/cluster/names.js';
import type {HostFacts, ObservedCluster} from '../../core/cluster/observed.js';
import type {Release} from '../../core/components/bundle.js';
import {Failure} from '../../core/failure.js';
import {questionAbout} from '../../core/plan/question.js';
import {clusterObjects} from '../../core/render/kube/objects.js';
import type {Templates} from '../../core/render/types.js';
import type {HostPort, Site} from '../../run/site.js';
import {memberHosts} from '../etcd/carriers.js';
import {etcdPort} from '../etcd/port.js';
import {storePort} from '../etcd/store/port.js';
import {kubePort} from '../kube/port.js';
import {thisRun} from '../lock/holder.js';
import {lockHosts} from '../lock/hosts.js';
import {locked} from '../lock/locked.js';
import type {SnapshotFolder} from '../store/snapshots.js';
import type {StoreClient} from '../store/store-client.js';
import type {Reach} from './reach.js';

export interface SiteParts {
  readonly desired: DesiredCluster;
  readonly release: Release;
  readonly templates: Templates;
  readonly reach: Reach;
  readonly port: (host: HostName) => HostPort;
  /** The operator's files for somebody else's etcd. */
  readonly storeClient: () => Promise<StoreClient>;
  /** On this machine, where snapshots of its etcd are kept. */
  readonly snapshots: SnapshotFolder;
}

/** The connected hosts of a cluster. Observing asks hosts, etcd and the API side by side, and only reads. */
export function connectedSite(parts: SiteParts): Site {
  const {desired: whole, release, templates, reach, port, storeClient, snapshots} = parts;
  const script = (name: string) => templates.get(`host/${name}.sh`)!;
  const controlPlanes = whole.controlPlanes.map(each => each.host);
  const store = whole.store && storePort(whole.store, controlPlanes, reach.to, storeClient);
  const scripts = {
    status: script('etcd-status'),
    change: script('etcd-change'),
    heard: script('etcd-heard'),
    snapshot: script('etcd-snapshot'),
  };
  const carriers = memberHosts(whole.etcd);
  const etcd = store?.etcd ?? etcdPort(whole.etcd, carriers.toAsk, reach.to, scripts, snapshots);
  const kube = kubePort(controlPlanes, reach.to, script('kube-api'));

  const troubles = new Map<HostName, Failure>();
  const factsOf = async (desired: DesiredCluster, name: HostName): Promise<Fact<HostFacts>> => {
    try {
      const facts = await port(name).facts(questionAbout(desired, release, templates, name));
      troubles.delete(name);
      return known(facts);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      troubles.set(name, error);
      return unknown(error.message);
    }
  };

  return {
    host: port,
    etcd,
    kube,
    locked: (verb, since, use) => {
      const shells = lockHosts(whole).map(name => ({name, transport: reach.to(name), templates}));
      return locked(shells, thisRun(verb), since, use);
    },
    troubleWith: name => troubles.get(name),
    async observe(desired): Promise<ObservedCluster> {
      const hosts = desired.hosts.map(host => host.name);
      const [facts, looked, ready, state] = await Promise.all([
        Promise.all(hosts.map(async name => [name, await factsOf(desired, name)] as const)),
        store?.look() ?? etcd.state().then(state => ({etcd: state})),
        Promise.all(desired.controlPlanes.map(async ({host}) => [host, await kube.ready(host)] as const)),
        kube.state(desired.controlPlanes.length === 0 ? [] : clusterObjects(desired, release)),
      ]);
      const seen = new Map(facts);
      // A member that the configuration does not declare votes as well.
      const members = store === undefined && carriers.learn(seen) ? {etcd: await etcd.state()} : looked;
      return {hosts: seen, ...members, apiReady: new Map(ready), kube: state};
    },
  };
}
