import type {Release} from '../../core/artifacts/bundle.js';
import {Failure} from '../../core/failure.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import type {HostName} from '../../core/model/names.js';
import type {HostFacts} from '../../core/model/observed.js';
import type {Templates} from '../../core/render/types.js';
import type {CaHome} from '../../ports/ca-home.js';
import type {ClusterClient} from '../../ports/cluster.js';
import type {HostClient} from '../../ports/host.js';
import type {ReadOperatorFiles} from '../../ports/operator-files.js';
import {wallClock} from '../clock.js';
import {etcdClient} from '../etcd/etcd-client.js';
import {memberHosts} from '../etcd/member-hosts.js';
import {runningKubernetes} from '../etcd/running-kubernetes.js';
import type {UnmanagedEtcdClientFiles} from '../etcd/unmanaged/client-files.js';
import {unmanagedEtcdClient} from '../etcd/unmanaged/etcd-client.js';
import {kubeClient} from '../kube/kube-client.js';
import type {SnapshotFolder} from '../local/snapshots.js';
import {thisRun} from '../lock/holder.js';
import {lockHosts} from '../lock/holders.js';
import {locked} from '../lock/locked.js';
import {hostScript} from '../remote/host-script.js';
import type {Connections} from './connections.js';
import {interruptible} from './interruptible.js';
import {observe} from './observe.js';
import type {Observer} from './observer.js';
import {askReach} from './reach.js';

export interface ClusterClientParts {
  readonly desired: DesiredCluster;
  readonly release: Release;
  readonly templates: Templates;
  readonly connections: Connections;
  readonly host: (host: HostName) => HostClient;
  /** The operator's files for an unmanaged etcd. */
  readonly unmanagedEtcdFiles: () => Promise<UnmanagedEtcdClientFiles>;
  readonly operatorFiles?: ReadOperatorFiles | undefined;
  /** Undefined if the configuration names no directory for CAs. */
  readonly caHome?: Pick<CaHome, 'facts'> | undefined;
  /** The directory on this machine that keeps snapshots of its etcd. */
  readonly snapshots: SnapshotFolder;
  readonly onGather?: Observer['onGather'];
  /** Ends an observation. */
  readonly signal: AbortSignal;
}

/** The hosts of a cluster, connected when they are first asked. */
export function connectedCluster(parts: ClusterClientParts): ClusterClient {
  const {desired: configured, release, templates, connections, host, snapshots, signal} = parts;
  const {to} = connections;
  const script = (name: string) => hostScript(templates, name);
  const controlPlanes = configured.controlPlanes.map(each => each.host);
  const unmanaged =
    configured.unmanagedEtcd &&
    unmanagedEtcdClient(configured.unmanagedEtcd, controlPlanes, to, parts.unmanagedEtcdFiles);
  const carriers = memberHosts(configured.etcd);
  const scripts = {
    status: script('etcd-status'),
    change: script('etcd-change'),
    reachability: script('etcd-reachable'),
    snapshot: script('etcd-snapshot'),
  };
  const origin = {
    clusterName: configured.name,
    kubernetes: () => runningKubernetes(controlPlanes, to, configured.kubernetesVersion),
    now: wallClock,
  };
  const troubles = recordingTroubles(host);
  const observer = {
    release,
    templates,
    connections,
    host: troubles.host,
    comparesObjects: true,
    unmanagedEtcd: unmanaged,
    operatorFiles: parts.operatorFiles,
    caHome: parts.caHome,
    memberHosts: carriers,
    onGather: parts.onGather,
  };
  return {
    host,
    etcd: unmanaged?.etcd ?? etcdClient(configured.etcd, carriers.toAsk, to, scripts, snapshots, origin),
    kube: kubeClient(controlPlanes, to, script('kube-api')),
    locked: (verb, since, use) => {
      const shells = lockHosts(configured).map(name => ({name, transport: to(name), templates}));
      return locked(shells, thisRun(verb), since, use);
    },
    troubleWith: troubles.with,
    reach: queries => askReach(queries, connections, templates),
    observe: (desired, depth, seen) => interruptible(signal, () => observe(observer, desired, depth, seen)),
  };
}

/** Keeps the last failure of each host to give its facts. */
function recordingTroubles(host: (name: HostName) => HostClient) {
  const troubles = new Map<HostName, Failure>();
  return {
    with: (name: HostName): Failure | undefined => troubles.get(name),
    host: (name: HostName): Pick<HostClient, 'facts'> => ({
      async facts(query): Promise<HostFacts> {
        try {
          const facts = await host(name).facts(query);
          troubles.delete(name);
          return facts;
        } catch (error) {
          if (error instanceof Failure) troubles.set(name, error);
          throw error;
        }
      },
    }),
  };
}
