import type {Release} from '../core/artifacts/bundle.js';
import {chooseRelease, versionsOf} from '../core/artifacts/release.js';
import {desire} from '../core/desire.js';
import {Failure} from '../core/failure.js';
import {agreedClusterId} from '../core/identity/subject.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {HostName} from '../core/model/names.js';
import {sharedSources} from '../core/pki/secret-sources.js';
import type {PlanInput} from '../core/plan/input.js';
import type {Templates} from '../core/render/types.js';
import type {OpenBundle} from '../io/bundle/bundle.js';
import {openArtifacts} from '../io/bundle/open.js';
import {systemClock} from '../io/clock.js';
import {caHomeOf} from '../io/local/ca-home-of.js';
import {operatorFilesOf} from '../io/local/operator-files.js';
import {snapshotDirectory, snapshotFolder} from '../io/local/snapshots.js';
import {loadTemplates} from '../io/local/templates.js';
import {connectedCluster} from '../io/observe/cluster-client.js';
import type {Connections} from '../io/observe/connections.js';
import {certificateIssuer, type GivenSecrets} from '../io/pki/issuer.js';
import {hostClient} from '../io/remote/host-client.js';
import {hostScript} from '../io/remote/host-script.js';
import {keyUse} from '../io/rotation/key-use.js';
import type {CaHome} from '../ports/ca-home.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {HostClient} from '../ports/host.js';
import type {CertificateIssuer} from '../ports/issuer.js';
import type {KeyUse} from '../ports/key-use.js';
import type {ReadOperatorFiles} from '../ports/operator-files.js';
import {reportGathering} from '../run/report/gathering.js';
import {type Environment, unmanagedEtcdFilesOf, withHosts} from './connect.js';
import {readFetchSettings} from './fetch-settings.js';

/** The cluster of a configuration with everything that a verb needs. */
export interface ClusterSession {
  readonly desired: DesiredCluster;
  readonly release: Release;
  readonly templates: Templates;
  readonly cluster: ClusterClient;
  /** @param given what is used instead of something new, for a cluster that is built again. */
  readonly keys: (input: PlanInput, given?: GivenSecrets) => CertificateIssuer;
  /** Undefined if the configuration has no such files. */
  readonly operatorFiles: ReadOperatorFiles | undefined;
  /** Undefined if the configuration names no directory for CAs. */
  readonly caHome: CaHome | undefined;
  readonly verify: OpenBundle['verify'];
  readonly keyUse: KeyUse;
}

/** One set of connections, one bundle and one set of templates for all that a command does. */
export interface Session {
  /** Versions of Kubernetes in the bundle or lock file, oldest first. */
  readonly available: readonly string[];
  /**
   * The cluster of a configuration with the same hosts.
   * @param desired if it is not what the configuration describes alone.
   * @throws Failure artifacts/not-in-bundle
   */
  cluster(config: ClusterConfig, desired?: DesiredCluster): ClusterSession;
  /** Connects anew to the hosts whose connection failed, when they are next asked. */
  reconnect(): void;
}

/** Opens a session for the time of `use`, and closes every connection afterwards. */
export async function withSession<T>(
  config: ClusterConfig,
  environment: Environment,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const desired = desire(config);
  const [templates, bundle] = await Promise.all([
    loadTemplates(),
    openArtifacts(config.artifacts, desired.downloads, {...environment, versions: desired}),
  ]);
  return withHosts(config, environment, async connections => {
    const host = hostClients(config, connections, templates, bundle, environment);
    return use({
      available: versionsOf('kubernetes', bundle.manifest),
      reconnect: () => connections.forgetBroken(),
      cluster: (of, wanted) =>
        clusterSession(of, wanted ?? desire(of), {connections, templates, bundle, host, environment}),
    });
  });
}

/** A session for one configuration. */
export const withCluster = <T>(
  config: ClusterConfig,
  environment: Environment,
  use: (cluster: ClusterSession, session: Session) => Promise<T>,
): Promise<T> => withSession(config, environment, session => use(session.cluster(config), session));

interface Parts {
  readonly connections: Connections;
  readonly templates: Templates;
  readonly bundle: OpenBundle;
  readonly host: (name: HostName) => HostClient;
  readonly environment: Pick<Environment, 'env' | 'signal' | 'report' | 'pkiIdentityFile'>;
}

function clusterSession(
  config: ClusterConfig,
  desired: DesiredCluster,
  {connections, templates, bundle, host, environment: {env, signal, report, pkiIdentityFile}}: Parts,
): ClusterSession {
  const release = releaseOf(desired, bundle);
  const unmanagedEtcdFiles = unmanagedEtcdFilesOf(config);
  const operatorFiles = operatorFilesOf(config.registries, env);
  const caHome = caHomeOf(config, pkiIdentityFile);
  const snapshots = snapshotFolder(snapshotDirectory(env, desired.name), systemClock.now);
  const keys = ({desired: restricted, observed}: PlanInput, given?: GivenSecrets): CertificateIssuer =>
    certificateIssuer({
      desired,
      read: (name, path) => host(name).read(path),
      sources: sharedSources(restricted, observed),
      clusterId: agreedClusterId(desired, observed.hosts),
      given,
      home: caHome,
      now: systemClock.now,
      store: unmanagedEtcdFiles,
    });
  const cluster = connectedCluster({
    desired,
    release,
    templates,
    connections,
    host,
    unmanagedEtcdFiles,
    operatorFiles,
    caHome,
    snapshots,
    onGather: reportGathering(report),
    signal,
  });
  const use = keyUse(
    desired.controlPlanes.map(({host: name}) => name),
    connections.to,
    {
      kubeApi: hostScript(templates, 'kube-api'),
      podCredentials: hostScript(templates, 'pod-credentials'),
      etcdSecretKeys: hostScript(templates, 'etcd-secret-keys'),
    },
  );
  return {desired, release, templates, cluster, keys, operatorFiles, caHome, verify: bundle.verify, keyUse: use};
}

/** @throws Failure artifacts/not-in-bundle */
export function releaseOf(desired: DesiredCluster, bundle: OpenBundle): Release {
  const chosen = chooseRelease(
    {
      kubernetesVersion: desired.kubernetesVersion,
      ...(desired.etcdVersion === undefined ? {} : {etcdVersion: desired.etcdVersion}),
    },
    bundle.manifest,
  );
  if ('release' in chosen) return chosen.release;
  throw new Failure('artifacts/not-in-bundle', chosen.findings.map(finding => finding.message).join('\n'), {
    suggestions: chosen.findings.flatMap(({fix}) => fix ?? []),
  });
}

/** One client a host, which reports uploads and downloads. */
function hostClients(
  config: ClusterConfig,
  connections: Connections,
  templates: Templates,
  bundle: OpenBundle,
  {env, report}: Environment,
): (host: HostName) => HostClient {
  const clients = new Map<HostName, HostClient>();
  const settings = readFetchSettings(config, env);
  return name => {
    const existing = clients.get(name);
    if (existing) return existing;
    const client = hostClient(
      name,
      connections.to(name),
      templates,
      artifact => bundle.open(artifact),
      (artifact, sentBytes, totalBytes) =>
        report({type: 'upload', host: name, artifact: artifact.name, sentBytes, totalBytes}),
      settings && {
        settings,
        onReceived: ({name: artifact}, receivedBytes, totalBytes) =>
          report({type: 'download', host: name, artifact, receivedBytes, totalBytes}),
      },
    );
    clients.set(name, client);
    return client;
  };
}
