import {desire} from '../core/cluster/desire.js';
import type {DesiredCluster} from '../core/cluster/desired.js';
import type {HostName} from '../core/cluster/names.js';
import type {Release} from '../core/components/bundle.js';
import {standInRelease} from '../core/components/stand-in.js';
import type {ClusterConfig} from '../core/config/types.js';
import {diagnose, foresee} from '../core/diagnosis/diagnose.js';
import type {Diagnosis} from '../core/diagnosis/diagnosis.js';
import type {LossQuestion} from '../core/diagnosis/loss/question.js';
import {Failure} from '../core/failure.js';
import {bundleDirectory, openBundle} from '../io/artifacts/bundle.js';
import {monotonicMs, pause, wallClock} from '../io/clock.js';
import {gatherEvidence} from '../io/diagnosis/gather.js';
import {impatient} from '../io/observe/impatient.js';
import type {Reach} from '../io/observe/reach.js';
import {loadTemplates} from '../io/store/templates.js';
import {clientOf, portsWithoutBundle, releaseOf, type Surroundings, withHosts} from './assembly.js';

/** The cluster as it is now, and what losing hosts would do to it. Only looks. */
export const check = (config: ClusterConfig, question: LossQuestion, surroundings: Surroundings): Promise<Diagnosis> =>
  withHosts(config, surroundings, async reach =>
    (await doctor(config, question, surroundings, reach))().then(({diagnosis}) => diagnosis),
  );

/** The cluster as it is planned: nobody is asked. */
export const checkPlanned = (config: ClusterConfig, question: LossQuestion): Diagnosis =>
  foresee(desire(config), question);

/** Looks again and again until the signal ends it, and shows each diagnosis. A host that is slow counts as silent. */
export const watch = (
  config: ClusterConfig,
  question: LossQuestion,
  surroundings: Surroundings,
  show: (diagnosis: Diagnosis) => void,
): Promise<void> =>
  withHosts(config, surroundings, async reach => {
    const look = await doctor(config, question, surroundings, impatient(reach, PATIENCE_MS), {
      storePatienceMs: PATIENCE_MS,
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

async function doctor(
  config: ClusterConfig,
  question: LossQuestion,
  {env}: Surroundings,
  reach: Reach,
  patience: {readonly storePatienceMs?: number} = {},
): Promise<() => Promise<Look>> {
  const desired = desire(config);
  const [templates, comparison, port] = await Promise.all([
    loadTemplates(),
    comparisonWith(desired, bundleDirectory(config.artifacts.bundle, env)),
    portsWithoutBundle(reach),
  ]);
  return async () => {
    const compareObjects = comparison.noBundle === undefined;
    const {release} = comparison;
    const looked = {desired, release, templates, reach, port, compareObjects, storeClient: clientOf(config)};
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
