import {Failure} from '../../core/failure.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {HostFacts, ObservedCluster} from '../../core/model/observed.js';
import {factQuery} from '../../core/plan/fact-query.js';
import {clusterObjects} from '../../core/render/kube/objects.js';
import type {Templates} from '../../core/render/types.js';
import type {Release} from '../../core/versions/bundle.js';
import type {ClusterClient} from '../../ports/cluster.js';
import type {HostClient} from '../../ports/host.js';
import {memberHosts} from '../etcd/carriers.js';
import {etcdClient} from '../etcd/etcd-client.js';
import type {UnmanagedEtcdClientFiles} from '../etcd/unmanaged/client-files.js';
import {unmanagedEtcdClient} from '../etcd/unmanaged/etcd-client.js';
import {kubeClient} from '../kube/kube-client.js';
import type {SnapshotFolder} from '../local/snapshots.js';
import {thisRun} from '../lock/holder.js';
import {locked} from '../lock/locked.js';
import {lockHosts} from '../lock/look.js';
import type {Connections} from './connections.js';

export interface ClusterClientParts {
  readonly desired: DesiredCluster;
  readonly release: Release;
  readonly templates: Templates;
  readonly reach: Connections;
  readonly port: (host: HostName) => HostClient;
  /** The operator's files for somebody else's etcd. */
  readonly unmanagedEtcdFiles: () => Promise<UnmanagedEtcdClientFiles>;
  /** On this machine, where snapshots of its etcd are kept. */
  readonly snapshots: SnapshotFolder;
}

/** The connected hosts of a cluster. Observing asks hosts, etcd and the API side by side, and only reads. */
export function connectedCluster(parts: ClusterClientParts): ClusterClient {
  const {desired: whole, release, templates, reach, port, unmanagedEtcdFiles, snapshots} = parts;
  const script = (name: string) => templates.get(`host/${name}.sh`)!;
  const controlPlanes = whole.controlPlanes.map(each => each.host);
  const store = whole.store && unmanagedEtcdClient(whole.store, controlPlanes, reach.to, unmanagedEtcdFiles);
  const scripts = {
    status: script('etcd-status'),
    change: script('etcd-change'),
    heard: script('etcd-heard'),
    snapshot: script('etcd-snapshot'),
  };
  const carriers = memberHosts(whole.etcd);
  const etcd = store?.etcd ?? etcdClient(whole.etcd, carriers.toAsk, reach.to, scripts, snapshots);
  const kube = kubeClient(controlPlanes, reach.to, script('kube-api'));

  const troubles = new Map<HostName, Failure>();
  const factsOf = async (desired: DesiredCluster, name: HostName): Promise<Fact<HostFacts>> => {
    try {
      const facts = await port(name).facts(factQuery(desired, release, templates, name));
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
