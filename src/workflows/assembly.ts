import {desire} from '../core/cluster/desire.js';
import type {DesiredCluster} from '../core/cluster/desired.js';
import type {HostName} from '../core/cluster/names.js';
import type {Release} from '../core/components/bundle.js';
import {chooseRelease, versionsOf} from '../core/components/release.js';
import type {ClusterConfig} from '../core/config/types.js';
import {Failure} from '../core/failure.js';
import {agreedClusterId} from '../core/identity/subject.js';
import type {Situation} from '../core/plan/situation.js';
import {sharedSources} from '../core/plan/sources.js';
import type {Templates} from '../core/render/types.js';
import {bundleDirectory, type OpenBundle, openBundle} from '../io/artifacts/bundle.js';
import {wallClock} from '../io/clock.js';
import {gatherEvidence} from '../io/diagnosis/gather.js';
import {type AskPassphrase, type CommandLog, connectHost, crashPoints} from '../io/host/connect.js';
import {hostPort} from '../io/host/port/port.js';
import {jumpPool} from '../io/host/ssh/pool.js';
import {type Reach, reachHosts} from '../io/observe/reach.js';
import {connectedSite} from '../io/observe/site.js';
import {keyStore} from '../io/store/keys.js';
import {snapshotDirectory, snapshotFolder} from '../io/store/snapshots.js';
import {readStoreClient, type StoreClient} from '../io/store/store-client.js';
import {loadTemplates} from '../io/store/templates.js';
import type {Report} from '../run/report/event.js';
import type {HostPort, KeyPort, Site} from '../run/site.js';
import type {Io} from './input.js';

export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly log?: CommandLog;
  readonly secrets?: AskPassphrase;
}

/** A cluster of a configuration with its parts joined up: connections are made when a host is first asked. */
export interface Assembled {
  readonly desired: DesiredCluster;
  readonly release: Release;
  readonly templates: Templates;
  readonly site: Site;
  readonly keys: (situation: Situation) => KeyPort;
  /** Versions of Kubernetes in the bundle, oldest first. */
  readonly available: readonly string[];
  readonly verify: OpenBundle['verify'];
  readonly examine: Io['examine'];
}

/** Joins the outside parts for the time of `use`, and closes every connection afterwards. */
export async function withCluster<T>(
  config: ClusterConfig,
  surroundings: Surroundings,
  use: (cluster: Assembled) => Promise<T>,
): Promise<T> {
  const desired = desire(config);
  const [templates, bundle] = await Promise.all([
    loadTemplates(),
    openBundle(bundleDirectory(config.artifacts.bundle, surroundings.env)),
  ]);
  const release = releaseOf(desired, bundle);
  return withHosts(config, surroundings, async reach => {
    const port = portFor(reach, templates, bundle, surroundings.report);
    const storeClient = clientOf(config);
    const snapshots = snapshotFolder(snapshotDirectory(surroundings.env, desired.name), wallClock);
    const site = connectedSite({desired, release, templates, reach, port, storeClient, snapshots});
    const keys = (situation: Situation): KeyPort =>
      keyStore({
        desired,
        read: (host, path) => port(host).read(path),
        sources: sharedSources(situation.desired, situation.observed),
        clusterId: agreedClusterId(desired, situation.observed.hosts),
        now: wallClock,
        store: storeClient,
      });
    const looking = {desired, release, templates, reach, port, compareObjects: true, storeClient};
    const examine: Io['examine'] = seen => gatherEvidence({...looking, seen});
    const available = versionsOf('kubernetes', bundle.manifest);
    return use({desired, release, templates, site, keys, available, verify: bundle.verify, examine});
  });
}

/** Read anew each time: a file that was put right while a run waits is the one that counts. */
export const clientOf =
  ({etcd: {store}}: ClusterConfig) =>
  (): Promise<StoreClient> => {
    if (store === undefined) throw new Error('the configuration names no etcd of somebody else');
    return readStoreClient(store, wallClock());
  };

/** The connections alone, for what needs neither bundle nor plan. */
export async function withHosts<T>(
  config: ClusterConfig,
  {env, signal, log, secrets}: Surroundings,
  use: (reach: Reach) => Promise<T>,
): Promise<T> {
  const pool = jumpPool();
  const operations = crashPoints(env);
  const reach = reachHosts(config.hosts, host =>
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
export async function portsWithoutBundle(reach: Reach): Promise<(host: HostName) => HostPort> {
  const templates = await loadTemplates();
  return name =>
    hostPort(name, reach.to(name), templates, artifact => {
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

function portFor(reach: Reach, templates: Templates, bundle: OpenBundle, report: Report): (host: HostName) => HostPort {
  const ports = new Map<HostName, HostPort>();
  return name => {
    const existing = ports.get(name);
    if (existing) return existing;
    const port = hostPort(
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
