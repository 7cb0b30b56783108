import {desire} from '../core/desire.js';
import {Failure} from '../core/failure.js';
import {agreedClusterId} from '../core/identity/subject.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {HostName} from '../core/model/names.js';
import type {PlanInput} from '../core/plan/input.js';
import {sharedSources} from '../core/plan/secret-sources.js';
import type {Templates} from '../core/render/types.js';
import type {Release} from '../core/versions/bundle.js';
import {chooseRelease, versionsOf} from '../core/versions/release.js';
import {bundleDirectory, type OpenBundle, openBundle} from '../io/bundle/bundle.js';
import {wallClock} from '../io/clock.js';
import {readUnmanagedEtcdFiles, type UnmanagedEtcdClientFiles} from '../io/etcd/unmanaged/client-files.js';
import {snapshotDirectory, snapshotFolder} from '../io/local/snapshots.js';
import {loadTemplates} from '../io/local/templates.js';
import {connectedCluster} from '../io/observe/cluster-client.js';
import {type Connections, openConnections} from '../io/observe/connections.js';
import {gatherEvidence} from '../io/observe/diagnosis/gather.js';
import {certificateIssuer} from '../io/pki/issuer.js';
import {hostClient} from '../io/remote/host-client.js';
import {type AskPassphrase, type CommandLog, connectHost, crashPoints} from '../io/transport/connect.js';
import {jumpPool} from '../io/transport/ssh/pool.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {HostClient} from '../ports/host.js';
import type {CertificateIssuer} from '../ports/issuer.js';
import type {Report} from '../run/report/event.js';
import type {RunDeps} from './verb.js';

export interface Environment {
  readonly env: NodeJS.ProcessEnv;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly log?: CommandLog;
  readonly secrets?: AskPassphrase;
}

/** A cluster of a configuration with its parts joined up: connections are made when a host is first asked. */
export interface ClusterSession {
  readonly desired: DesiredCluster;
  readonly release: Release;
  readonly templates: Templates;
  readonly cluster: ClusterClient;
  readonly keys: (situation: PlanInput) => CertificateIssuer;
  /** Versions of Kubernetes in the bundle, oldest first. */
  readonly available: readonly string[];
  readonly verify: OpenBundle['verify'];
  readonly examine: RunDeps['examine'];
}

/** Joins the outside parts for the time of `use`, and closes every connection afterwards. */
export async function withCluster<T>(
  config: ClusterConfig,
  surroundings: Environment,
  use: (cluster: ClusterSession) => Promise<T>,
): Promise<T> {
  const desired = desire(config);
  const [templates, bundle] = await Promise.all([
    loadTemplates(),
    openBundle(bundleDirectory(config.artifacts.bundle, surroundings.env)),
  ]);
  const release = releaseOf(desired, bundle);
  return withHosts(config, surroundings, async reach => {
    const port = hostClientFor(reach, templates, bundle, surroundings.report);
    const unmanagedEtcdFiles = clientOf(config);
    const snapshots = snapshotFolder(snapshotDirectory(surroundings.env, desired.name), wallClock);
    const cluster = connectedCluster({desired, release, templates, reach, port, unmanagedEtcdFiles, snapshots});
    const keys = (situation: PlanInput): CertificateIssuer =>
      certificateIssuer({
        desired,
        read: (host, path) => port(host).read(path),
        sources: sharedSources(situation.desired, situation.observed),
        clusterId: agreedClusterId(desired, situation.observed.hosts),
        now: wallClock,
        store: unmanagedEtcdFiles,
      });
    const looking = {desired, release, templates, reach, port, compareObjects: true, unmanagedEtcdFiles};
    const examine: RunDeps['examine'] = seen => gatherEvidence({...looking, seen});
    const available = versionsOf('kubernetes', bundle.manifest);
    return use({desired, release, templates, cluster, keys, available, verify: bundle.verify, examine});
  });
}

/** Read anew each time: a file that was put right while a run waits is the one that counts. */
export const clientOf =
  ({etcd: {store}}: ClusterConfig) =>
  (): Promise<UnmanagedEtcdClientFiles> => {
    if (store === undefined) throw new Error('the configuration names no etcd of somebody else');
    return readUnmanagedEtcdFiles(store, wallClock());
  };

/** The connections alone, for what needs neither bundle nor plan. */
export async function withHosts<T>(
  config: ClusterConfig,
  {env, signal, log, secrets}: Environment,
  use: (reach: Connections) => Promise<T>,
): Promise<T> {
  const pool = jumpPool();
  const operations = crashPoints(env);
  const reach = openConnections(config.hosts, host =>
    connectHost(host, {
      pool,
      operations,
      signal,
      env,
      ...(log === undefined ? {} : {log}),
      ...(secrets === undefined ? {} : {secrets}),
    }),
  );
  try {
    return await use(reach);
  } finally {
    await reach.close();
    await pool.close();
  }
}

/** Hosts to be read and reset, where nothing will be installed. */
export async function hostClientsWithoutBundle(reach: Connections): Promise<(host: HostName) => HostClient> {
  const templates = await loadTemplates();
  return name =>
    hostClient(name, reach.to(name), templates, artifact => {
      throw new Error(`${artifact.name} is to be installed, but no bundle is open`);
    });
}

export function releaseOf(desired: DesiredCluster, bundle: OpenBundle): Release {
  const chosen = chooseRelease(
    {
      kubernetesVersion: desired.kubernetesVersion,
      ...(desired.etcdVersion === undefined ? {} : {etcdVersion: desired.etcdVersion}),
      arch: bundle.manifest.arch,
    },
    bundle.manifest,
  );
  if ('release' in chosen) return chosen.release;
  throw new Failure('artifacts/not-in-bundle', chosen.findings.map(finding => finding.message).join('\n'), {
    suggestions: chosen.findings.flatMap(({fix}) => fix ?? []),
  });
}

function hostClientFor(
  reach: Connections,
  templates: Templates,
  bundle: OpenBundle,
  report: Report,
): (host: HostName) => HostClient {
  const ports = new Map<HostName, HostClient>();
  return name => {
    const existing = ports.get(name);
    if (existing) return existing;
    const port = hostClient(
      name,
      reach.to(name),
      templates,
      artifact => bundle.open(artifact),
      (artifact, sentBytes, totalBytes) =>
        report({type: 'upload', host: name, artifact: artifact.name, sentBytes, totalBytes}),
    );
    ports.set(name, port);
    return port;
  };
}
