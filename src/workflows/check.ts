import {desire} from '../core/desire.js';
import {diagnose, diagnosePlanned} from '../core/diagnosis/diagnose.js';
import type {Diagnosis} from '../core/diagnosis/diagnosis.js';
import type {LossQuery} from '../core/diagnosis/loss-query.js';
import {Failure} from '../core/failure.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {HostName} from '../core/model/names.js';
import type {Release} from '../core/versions/bundle.js';
import {standInRelease} from '../core/versions/stand-in.js';
import {bundleDirectory, openBundle} from '../io/bundle/bundle.js';
import {monotonicMs, pause, wallClock} from '../io/clock.js';
import {loadTemplates} from '../io/local/templates.js';
import type {Connections} from '../io/observe/connections.js';
import {gatherEvidence} from '../io/observe/diagnosis/gather.js';
import {withTimeout} from '../io/observe/with-timeout.js';
import {clientOf, type Environment, hostClientsWithoutBundle, releaseOf, withHosts} from './session.js';

/** The cluster as it is now, and what losing hosts would do to it. Only looks. */
export const check = (config: ClusterConfig, question: LossQuery, surroundings: Environment): Promise<Diagnosis> =>
  withHosts(config, surroundings, async reach =>
    (await createChecker(config, question, surroundings, reach))().then(({diagnosis}) => diagnosis),
  );

/** The cluster as it is planned: nobody is asked. */
export const checkPlanned = (config: ClusterConfig, question: LossQuery): Diagnosis =>
  diagnosePlanned(desire(config), question);

/** Looks again and again until the signal ends it, and shows each diagnosis. A host that is slow counts as silent. */
export const watch = (
  config: ClusterConfig,
  question: LossQuery,
  surroundings: Environment,
  show: (diagnosis: Diagnosis) => void,
): Promise<void> =>
  withHosts(config, surroundings, async reach => {
    const look = await createChecker(config, question, surroundings, withTimeout(reach, PATIENCE_MS), {
      unmanagedEtcdTimeoutMs: PATIENCE_MS,
    });
    const {signal} = surroundings;
    while (!signal.aborted) {
      const started = monotonicMs();
      const {diagnosis, silent} = await look();
      if (signal.aborted) return;
      show(diagnosis);
      for (const host of silent) reach.forget(host);
      await pause(Math.max(0, PACE_MS - (monotonicMs() - started)), signal);
    }
  });

/** A host that answers takes well under a second; one that does not is not to hold up the picture of the others. */
const PATIENCE_MS = 3000;
/** No more than one look in this time, so that watching costs the cluster little. */
const PACE_MS = 1000;

interface Look {
  readonly diagnosis: Diagnosis;
  readonly silent: readonly HostName[];
}

async function createChecker(
  config: ClusterConfig,
  question: LossQuery,
  {env}: Environment,
  reach: Connections,
  patience: {readonly unmanagedEtcdTimeoutMs?: number} = {},
): Promise<() => Promise<Look>> {
  const desired = desire(config);
  const [templates, comparison, port] = await Promise.all([
    loadTemplates(),
    comparisonWith(desired, bundleDirectory(config.artifacts.bundle, env)),
    hostClientsWithoutBundle(reach),
  ]);
  return async () => {
    const compareObjects = comparison.noBundle === undefined;
    const {release} = comparison;
    const looked = {desired, release, templates, reach, port, compareObjects, unmanagedEtcdFiles: clientOf(config)};
    const evidence = await gatherEvidence({...looked, ...patience});
    return {
      diagnosis: diagnose({desired, evidence, templates, now: wallClock(), question, ...comparison}),
      silent: [...evidence.observed.hosts].filter(([, facts]) => !facts.known).map(([name]) => name),
    };
  };
}

/** Without a bundle all but drift can be judged. */
async function comparisonWith(
  desired: DesiredCluster,
  directory: string,
): Promise<{readonly release: Release; readonly noBundle?: string}> {
  try {
    return {release: releaseOf(desired, await openBundle(directory))};
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {release: standInRelease(desired), noBundle: error.message};
  }
}
