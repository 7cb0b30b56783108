import {desire} from '../../core/desire.js';
import {Failure} from '../../core/failure.js';
import type {ClusterConfig} from '../../core/model/config.js';
import type {Finding} from '../../core/model/finding.js';
import {type Generation, generationAfter, isSettled, nextStep} from '../../core/pki/rotation/generation.js';
import {rotationCommand} from '../../core/pki/rotation/names.js';
import {ROTATION_STEPS, type RotationStep} from '../../core/pki/rotation/step.js';
import {latestGeneration} from '../../core/pki/secret-sources.js';
import type {SharedName} from '../../core/pki/types.js';
import {systemClock} from '../../io/clock.js';
import {poll} from '../../run/poll.js';
import type {Report} from '../../run/report/event.js';
import type {Environment} from '../connect.js';
import {type RunOptions, runIn, type VerbOutcome} from '../run-verb.js';
import {type Session, withSession} from '../session.js';
import {type ProofSubject, pendingText, proofsBefore} from './proofs.js';
import {STEP_TITLES} from './titles.js';
import {rotation} from './verb.js';

export interface RotateOptions extends RunOptions {
  /** The last step of this run; undefined: all. */
  readonly until?: RotationStep | undefined;
  /** How long tokens of the old service account key are waited for; 0: what is left is only reported. */
  readonly tokensMs: number;
}

export interface RotationOutcome {
  /** Of the last step that was taken, or of the plan that is shown. */
  readonly outcome: VerbOutcome;
  /** Steps that this run completed. */
  readonly steps: readonly RotationStep[];
  /** Steps that are left. */
  readonly left: readonly RotationStep[];
  /** Why the run ended before the last step; undefined: it is complete, or the user asked for it. */
  readonly waits?: Finding;
  /** Changes of an interrupted run were completed, and nothing was started. */
  readonly resumed: boolean;
}

/**
 * Rotates a CA, a key pair or the encryption key in three steps, each on all hosts and proven before the next. The files of
 * the control planes say how far a rotation is, so that the same command continues it.
 *
 * @throws Failure pki/…, timeout/condition with what still uses the old key, and everything that a run throws.
 */
export const rotate = (
  name: SharedName,
  config: ClusterConfig,
  options: RotateOptions,
  environment: Environment,
): Promise<RotationOutcome> =>
  withSession(config, environment, session => rotateIn(name, config, options, {session, environment}));

interface Deps {
  readonly session: Session;
  readonly environment: Environment;
}

async function rotateIn(
  name: SharedName,
  config: ClusterConfig,
  options: RotateOptions,
  {session, environment}: Deps,
): Promise<RotationOutcome> {
  const desired = desire(config);
  const run = (generation?: Generation) =>
    runIn(
      session.cluster(config, generation === undefined ? desired : {...desired, rotation: {secret: name, generation}}),
      rotation(name),
      options,
      environment,
    );
  // What an interrupted run has left comes first.
  let outcome = await run();
  let generation = latestGeneration(name, desired, outcome.observed) ?? 0;
  const steps: RotationStep[] = [];
  if (options.dryRun) {
    if (outcome.plan.length === 0) outcome = await run(generation + 1);
    return {outcome, steps, left: stepsFrom(generation), resumed: false};
  }
  if (outcome.ran && isSettled(generation) && generation > 0) return {outcome, steps, left: [], resumed: true};

  const {cluster, keyUse} = session.cluster(config);
  const subject = {desired, use: keyUse, host: cluster.host, tokensMs: options.tokensMs};
  const last = generationAfter(generation, options.until);
  while (generation < last) {
    const step = nextStep(generation);
    const waits = await prove(name, step, subject, environment);
    if (waits !== undefined) return {outcome, steps, left: stepsFrom(generation), waits, resumed: false};
    stepReport(name, step, environment.report);
    generation += 1;
    outcome = await run(generation);
    steps.push(step);
  }
  return {outcome, steps, left: isSettled(generation) ? [] : stepsFrom(generation), resumed: false};
}

const stepsFrom = (generation: Generation): readonly RotationStep[] => ROTATION_STEPS.slice(generation % 3);

function stepReport(name: SharedName, step: RotationStep, report: Report): void {
  const number = ROTATION_STEPS.indexOf(step) + 1;
  report({type: 'step', title: `${name}: step ${number} of ${ROTATION_STEPS.length}: ${STEP_TITLES[step]}`});
}

/** Waits for what must be true before a step. Returns what to wait for outside of this run. */
async function prove(
  name: SharedName,
  step: RotationStep,
  subject: ProofSubject,
  {report, signal}: Pick<Environment, 'report' | 'signal'>,
): Promise<Finding | undefined> {
  for (const {forWhat, withinMs, awaitsAnswer, pending} of proofsBefore(name, step, subject)) {
    let last: readonly string[] = [];
    const proven = async () => {
      last = await pending();
      return {done: last.length === 0, seen: pendingText(last)};
    };
    const hint = `see what the rotation waits for; both keys are trusted until then: \`${rotationCommand(name)}\``;
    try {
      const waiting = {forWhat, withinMs, everyMs: 2000, hint, ...(awaitsAnswer && {changes: awaitsAnswer})};
      await poll(proven, waiting, {report, signal, clock: systemClock});
    } catch (error) {
      const isExpected = subject.tokensMs === 0 && name === 'service-account' && last.length > 0;
      if (!(isExpected && error instanceof Failure && error.code === 'timeout/condition')) throw error;
      return tokensLeft(last);
    }
  }
  return undefined;
}

const tokensLeft = (tokens: readonly string[]): Finding => ({
  code: 'pki/rotation-waits',
  level: 'warning',
  message: `${tokens.length === 1 ? '1 token is' : `${tokens.length} tokens are`} of the old service account key: ${pendingText(tokens)}`,
  fix: `the kubelet replaces the tokens of pods within an hour; delete the field \`token\` of a Secret, and it is made anew; then: \`${rotationCommand('service-account')}\``,
});
