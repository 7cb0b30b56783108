import type {Release} from '../core/artifacts/bundle.js';
import {placeholderRelease} from '../core/artifacts/placeholder-release.js';
import {desire} from '../core/desire.js';
import {diagnose, diagnosePlanned} from '../core/diagnosis/diagnose.js';
import type {Diagnosis} from '../core/diagnosis/diagnosis.js';
import type {Evidence} from '../core/diagnosis/evidence.js';
import type {LossQuery} from '../core/diagnosis/loss-query.js';
import {Failure} from '../core/failure.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {HostName} from '../core/model/names.js';
import {openArtifacts} from '../io/bundle/open.js';
import {systemClock} from '../io/clock.js';
import {unmanagedEtcdClient} from '../io/etcd/unmanaged/etcd-client.js';
import {caHomeOf} from '../io/local/ca-home-of.js';
import {operatorFilesOf} from '../io/local/operator-files.js';
import {loadTemplates} from '../io/local/templates.js';
import type {Connections} from '../io/observe/connections.js';
import {interruptible} from '../io/observe/interruptible.js';
import {observe} from '../io/observe/observe.js';
import type {Observer} from '../io/observe/observer.js';
import {withTimeout} from '../io/observe/with-timeout.js';
import {reportGathering} from '../run/report/gathering.js';
import {type Environment, hostClientsWithoutBundle, unmanagedEtcdFilesOf, withHosts} from './connect.js';
import {withProbe} from './probe.js';
import {releaseOf} from './session.js';

/**
 * The cluster as it is now, and what losing hosts would do to it. Only reads.
 *
 * @param probes also starts pods, connects them and deletes them.
 */
export const check = (
  config: ClusterConfig,
  query: LossQuery,
  environment: Environment,
  {probes = false}: {readonly probes?: boolean} = {},
): Promise<Diagnosis> =>
  withHosts(config, environment, async connections => {
    const onGather = reportGathering(environment.report);
    const {gather, judge} = await createChecker(config, query, environment, connections, {onGather});
    const evidence = await interruptible(environment.signal, gather);
    return judge(probes ? await withProbe(evidence, config, environment, connections) : evidence).diagnosis;
  });

/** The cluster as it is configured: no host is asked. */
export const checkPlanned = (config: ClusterConfig, query: LossQuery): Diagnosis =>
  diagnosePlanned(desire(config), query);

/** How long a host may take to answer before it counts as unreachable; one that answers takes well under a second. */
const TIMEOUT_MS = 3000;
/** Facts are gathered at most once in this time, so that watching costs the cluster little. */
const PACE_MS = 1000;

/** Checks until the signal ends it, and shows each diagnosis. */
export const watch = (
  config: ClusterConfig,
  query: LossQuery,
  environment: Environment,
  show: (diagnosis: Diagnosis) => void,
): Promise<void> =>
  withHosts(config, environment, async connections => {
    const limited = withTimeout(connections, TIMEOUT_MS);
    const {gather, judge} = await createChecker(config, query, environment, limited, {
      unmanagedEtcdTimeoutMs: TIMEOUT_MS,
    });
    const {signal} = environment;
    while (!signal.aborted) {
      const started = systemClock.monotonicMs();
      const {diagnosis, unreachable} = judge(await gather());
      if (signal.aborted) return;
      show(diagnosis);
      for (const host of unreachable) connections.forget(host);
      await systemClock.pause(Math.max(0, PACE_MS - (systemClock.monotonicMs() - started)), signal);
    }
  });

interface Checker {
  readonly gather: () => Promise<Evidence>;
  readonly judge: (evidence: Evidence) => Checked;
}

interface Checked {
  readonly diagnosis: Diagnosis;
  readonly unreachable: readonly HostName[];
}

interface CheckerOptions extends Pick<Observer, 'onGather'> {
  readonly unmanagedEtcdTimeoutMs?: number;
}

async function createChecker(
  config: ClusterConfig,
  question: LossQuery,
  environment: Environment,
  connections: Connections,
  {unmanagedEtcdTimeoutMs, onGather}: CheckerOptions = {},
): Promise<Checker> {
  const desired = desire(config);
  const [templates, comparison, host] = await Promise.all([
    loadTemplates(),
    comparisonWith(desired, config, environment),
    hostClientsWithoutBundle(connections),
  ]);
  const {release, noBundle} = comparison;
  const controlPlanes = desired.controlPlanes.map(each => each.host);
  const files = unmanagedEtcdFilesOf(config);
  const unmanagedEtcd =
    desired.unmanagedEtcd &&
    unmanagedEtcdClient(desired.unmanagedEtcd, controlPlanes, connections.to, files, unmanagedEtcdTimeoutMs);
  const observer = {
    release,
    templates,
    connections,
    host,
    comparesObjects: noBundle === undefined,
    unmanagedEtcd,
    operatorFiles: operatorFilesOf(config.registries, environment.env),
    caHome: caHomeOf(config, undefined),
    onGather,
  };
  return {
    gather: () => observe(observer, desired, 'diagnosis'),
    judge: evidence => ({
      diagnosis: diagnose({desired, evidence, templates, now: systemClock.now(), question, ...comparison}),
      unreachable: [...evidence.observed.hosts].filter(([, facts]) => !facts.known).map(([name]) => name),
    }),
  };
}

/** Without a bundle or lock file everything but drift can be judged. */
async function comparisonWith(
  desired: DesiredCluster,
  {artifacts}: ClusterConfig,
  environment: Environment,
): Promise<{readonly release: Release; readonly noBundle?: string}> {
  try {
    return {release: releaseOf(desired, await openArtifacts(artifacts, desired.downloads, environment))};
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {release: placeholderRelease(desired), noBundle: error.message};
  }
}
