import type {DesiredCluster} from '../core/cluster/desired.js';
import type {Finding} from '../core/cluster/finding.js';
import type {HostName} from '../core/cluster/names.js';
import type {ObservedCluster} from '../core/cluster/observed.js';
import {present, within} from '../core/cluster/scope.js';
import type {Artifact, Release} from '../core/components/bundle.js';
import {diagnose} from '../core/diagnosis/diagnose.js';
import type {Diagnosis} from '../core/diagnosis/diagnosis.js';
import type {Evidence} from '../core/diagnosis/evidence.js';
import {Failure} from '../core/failure.js';
import {lostMembers} from '../core/identity/members.js';
import type {Action, Plan} from '../core/plan/action.js';
import {leaving} from '../core/plan/leaving.js';
import {planCluster} from '../core/plan/plan.js';
import {questionAbout} from '../core/plan/question.js';
import type {Situation} from '../core/plan/situation.js';
import {monotonicMs} from '../io/clock.js';
import type {RunContext} from '../run/context.js';
import {execute} from '../run/engine/execute.js';
import {lookingOnce} from '../run/engine/looking-once.js';
import type {HeldLock} from '../run/site.js';
import {examine, refuse} from './examine.js';
import type {Flow} from './flow.js';
import type {Input, Io} from './input.js';
import {risen} from './risen.js';
import {settled} from './settled.js';

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
export async function converge(flow: Flow, input: Input, io: Io): Promise<Outcome> {
  const {release, templates} = input;
  const {leaves, versions} = flow;
  const situate = (observed: ObservedCluster): Situation => {
    const taking = new Set([...present(observed), ...flow.admits(input.desired)]);
    // Who removes one host does not start others that have lost their data.
    const apart = leaves === undefined ? [] : [...leaves.hosts, ...lostMembers(input.desired, observed)];
    for (const host of apart) taking.delete(host);
    return {
      desired: within(input.desired, taking),
      ...(leaves === undefined ? {} : {leaving: leaving(leaves, input.desired, observed)}),
      ...(versions === undefined || versions === 'keep' ? {} : {moves: versions}),
      observed,
      release,
      templates,
      now: io.now(),
    };
  };
  const prepare = async () => {
    const situation = await settled(flow, async () => situate(await io.site.observe(input.desired)), io);
    const warnings = await examine(flow, input, situation, io.site);
    const plan = planCluster(situation);
    refuse(
      'refused',
      `this plan of ${flow.name} cannot be carried out`,
      flow.accepts?.(plan, situation.observed) ?? [],
    );
    return {situation, warnings, plan};
  };
  const began = monotonicMs();
  const first = await prepare();
  const {plan, warnings, situation: before} = first;
  for (const finding of warnings) io.report({type: 'finding', finding});
  if (input.dryRun) return {plan, observed: before.observed, ran: false, warnings};
  const carryOut = async ({lost, undisturbed}: HeldLock): Promise<Evidence> => {
    // Another run may have ended since, or people have thought it over: what is done is what the lock's holder sees.
    const holds = undisturbed && monotonicMs() - began < FRESH_MS;
    const {situation, plan: due} = holds ? first : await prepare();
    io.report({type: 'planned', plan: due});
    // Before the first upload: a spoiled bundle is to leave no host with half of it.
    await io.verify(uploads(due, release));
    await flow.begin?.();
    const {desired, observed} = situation;
    const {report, now} = io;
    const question = (host: HostName) => questionAbout(input.desired, release, templates, host);
    const site = lookingOnce(io.site, question, observed.hosts);
    const signal = AbortSignal.any([io.signal, lost]);
    const {acceptDowntime} = input;
    const acceptReducedTolerance = leaves?.acceptReducedTolerance ?? false;
    const consent = {acceptDowntime, acceptReducedTolerance};
    const keys = io.keys(situation);
    const context: RunContext = {site, keys, desired, release, now, ...consent, report, signal, lockLost: lost};
    await execute(due, context);

    const evidence = await io.examine();
    const left = planCluster(situate(evidence.observed));
    if (left.length === 0) return risen(due, evidence, io.examine, io);
    // A busy server that is slow to answer is waited for, as it was before.
    if (left.flatMap(({actions}) => actions).every(onlyWaits)) {
      await execute(left, context);
      return risen(due, await io.examine(), io.examine, io);
    }
    throw new Failure('run/not-converged', `after everything was done, a second look finds left: ${titles(left)}`, {
      suggestions: ['run the same command again; if it says the same, see the log'],
    });
  };
  const ran = plan.length > 0;
  if (!ran) await flow.begin?.();
  const evidence = ran ? await io.site.locked(flow.name, began, carryOut) : await io.examine(before.observed.hosts);
  const {afterwards = []} = flow;
  for (const finding of afterwards) io.report({type: 'finding', finding});
  const diagnosis = diagnose({desired: staying(input.desired, flow), evidence, release, templates, now: io.now()});
  return {plan, observed: before.observed, ran, warnings: [...warnings, ...afterwards], diagnosis};
}

/** How long a look at everything may take, and still stand for how things are once it is over. */
const FRESH_MS = 30_000;

/** Who has left is missed by nobody, while the configuration still names him. */
function staying(desired: DesiredCluster, {leaves}: Flow): DesiredCluster {
  if (leaves === undefined) return desired;
  const names = desired.hosts.map(({name}) => name);
  return within(desired, new Set(names.filter(name => !leaves.hosts.includes(name))));
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
