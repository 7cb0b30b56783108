import {diagnose} from '../core/diagnosis/diagnose.js';
import type {Diagnosis} from '../core/diagnosis/diagnosis.js';
import type {Evidence} from '../core/diagnosis/evidence.js';
import {Failure} from '../core/failure.js';
import {lostMembers} from '../core/identity/members.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import {managedHosts, restrictTo} from '../core/model/scope.js';
import type {Action, Plan} from '../core/plan/action.js';
import {factQuery} from '../core/plan/fact-query.js';
import type {PlanInput} from '../core/plan/input.js';
import {planCluster} from '../core/plan/plan.js';
import {leaving} from '../core/plan/removal-targets.js';
import type {Artifact, Release} from '../core/versions/bundle.js';
import type {HeldLock} from '../ports/cluster.js';
import type {RunContext} from '../run/context.js';
import {execute} from '../run/engine/execute.js';
import {cachingFacts} from '../run/engine/fact-cache.js';
import {runChecks, throwOnErrors} from './checks.js';
import {awaitServing, awaitUnitsUp} from './poll.js';
import type {Input, RunDeps, Verb} from './verb.js';

export interface Outcome {
  readonly plan: Plan;
  /** What the plan was made from. */
  readonly observed: ObservedCluster;
  readonly ran: boolean;
  readonly warnings: readonly Finding[];
  /** How the cluster is afterwards; undefined for a dry run. */
  readonly diagnosis?: Diagnosis;
}

/**
 * The one spine: desired → observed → plan → permission → execution → second look. The dry run stops at the plan.
 * Throws a Failure; the hosts are then no worse than before the action that failed, and the same command goes on.
 */
export async function converge(verb: Verb, input: Input, io: RunDeps): Promise<Outcome> {
  const {release, templates} = input;
  const {removal, versions} = verb;
  const situate = (observed: ObservedCluster): PlanInput => {
    const taking = new Set([...managedHosts(observed), ...verb.joinable(input.desired)]);
    // Who removes one host does not start others that have lost their data.
    const apart = removal === undefined ? [] : [...removal.hosts, ...lostMembers(input.desired, observed)];
    for (const host of apart) taking.delete(host);
    return {
      desired: restrictTo(input.desired, taking),
      ...(removal === undefined ? {} : {leaving: leaving(removal, input.desired, observed)}),
      ...(versions === undefined || versions === 'keep' ? {} : {rollout: versions}),
      observed,
      release,
      templates,
      now: io.clock.now(),
    };
  };
  const prepare = async () => {
    const situation = await awaitServing(verb, async () => situate(await io.cluster.observe(input.desired)), io);
    const warnings = await runChecks(verb, input, situation, io.cluster);
    const plan = planCluster(situation);
    throwOnErrors(
      'refused',
      `this plan of ${verb.name} cannot be carried out`,
      verb.checkPlan?.(plan, situation.observed) ?? [],
    );
    return {situation, warnings, plan};
  };
  const began = io.clock.monotonicMs();
  const first = await prepare();
  const {plan, warnings, situation: before} = first;
  for (const finding of warnings) io.report({type: 'finding', finding});
  if (input.dryRun) return {plan, observed: before.observed, ran: false, warnings};
  const carryOut = async ({lost, undisturbed}: HeldLock): Promise<Evidence> => {
    // Another run may have ended since, or people have thought it over: what is done is what the lock's holder sees.
    const holds = undisturbed && io.clock.monotonicMs() - began < FRESH_MS;
    const {situation, plan: due} = holds ? first : await prepare();
    io.report({type: 'planned', plan: due});
    // Before the first upload: a spoiled bundle is to leave no host with half of it.
    await io.verify(uploads(due, release));
    await verb.beforeFirstChange?.();
    const {desired, observed} = situation;
    const {report, clock} = io;
    const question = (host: HostName) => factQuery(input.desired, release, templates, host);
    const cluster = cachingFacts(io.cluster, question, observed.hosts);
    const signal = AbortSignal.any([io.signal, lost]);
    const {acceptDowntime} = input;
    const acceptReducedTolerance = removal?.acceptReducedTolerance ?? false;
    const overrides = {acceptDowntime, acceptReducedTolerance};
    const keys = io.keys(situation);
    const context: RunContext = {cluster, keys, desired, release, clock, ...overrides, report, signal, lockLost: lost};
    await execute(due, context);

    const evidence = await io.examine();
    const left = planCluster(situate(evidence.observed));
    if (left.length === 0) return awaitUnitsUp(due, evidence, io.examine, io);
    // A busy server that is slow to answer is waited for, as it was before.
    if (left.flatMap(({actions}) => actions).every(onlyWaits)) {
      await execute(left, context);
      return awaitUnitsUp(due, await io.examine(), io.examine, io);
    }
    throw new Failure('run/not-converged', `after everything was done, a second look finds left: ${titles(left)}`, {
      suggestions: ['run the same command again; if it says the same, see the log'],
    });
  };
  const ran = plan.length > 0;
  if (!ran) await verb.beforeFirstChange?.();
  const evidence = ran ? await io.cluster.locked(verb.name, began, carryOut) : await io.examine(before.observed.hosts);
  const {closingFindings = []} = verb;
  for (const finding of closingFindings) io.report({type: 'finding', finding});
  const diagnosis = diagnose({
    desired: withoutRemoved(input.desired, verb),
    evidence,
    release,
    templates,
    now: io.clock.now(),
  });
  return {plan, observed: before.observed, ran, warnings: [...warnings, ...closingFindings], diagnosis};
}

/** How long a look at everything may take, and still stand for how things are once it is over. */
const FRESH_MS = 30_000;

/** Who has left is missed by nobody, while the configuration still names him. */
function withoutRemoved(desired: DesiredCluster, {removal}: Verb): DesiredCluster {
  if (removal === undefined) return desired;
  const names = desired.hosts.map(({name}) => name);
  return restrictTo(desired, new Set(names.filter(name => !removal.hosts.includes(name))));
}

const uploads = (plan: Plan, {artifacts}: Release): readonly Artifact[] => {
  const names = plan.flatMap(({actions}) =>
    actions.flatMap(action => (action.kind === 'artifact/install' ? [action.artifact] : [])),
  );
  return [...new Set(names)].flatMap(name => artifacts.get(name) ?? []);
};

const onlyWaits = ({kind}: Action): boolean =>
  kind === 'etcd/await-leader' || kind === 'kube/await-api' || kind === 'node/await-ready';

const titles = (plan: Plan): string => plan.map(({title, actions}) => `${title} (${actions.length})`).join(', ');
