import {type Action, type ActionOf, hostOf, isDue as isDueIn} from '../actions/action.js';
import {judgedOnce} from '../actions/judged-once.js';
import {by} from '../group-by.js';
import type {DesiredMember} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import {unitInputs, unitReloads} from '../render/unit-inputs.js';
import {besideRemoval} from './beside-removal.js';
import {obsoleteCaKeys} from './ca-keys.js';
import {clusterServices} from './cluster-services.js';
import type {DesiredHostState} from './desired-actions.js';
import {bootstrapFiles} from './etcd-bootstrap.js';
import {newMembers} from './etcd-join.js';
import type {PlanInput} from './input.js';
import {certainOn} from './left-out/certain.js';
import {leaveOut, type RunPlan} from './left-out/leave-out.js';
import {modesOn} from './modes.js';
import {nodeLabels} from './node-labels.js';
import {obsoleteUnits} from './obsolete-units.js';
import {recording} from './record-identity.js';
import {withFiles, without} from './reloading.js';
import {type Removals, removalStages} from './removal.js';
import {afterFirstRemovals} from './removal-targets.js';
import {beforeUpgrade} from './rollout/before.js';
import {type ComponentUpgrade, componentUpgrades} from './rollout/component-upgrade.js';
import {uncordonLeftovers, upgradeStages} from './rollout/stages.js';
import type {Plan} from './stage.js';
import {keepalivedChange} from './staged/change-stage.js';
import {componentChanges, type HostState} from './staged/component-change.js';
import {inService} from './staged/in-service.js';
import {tryFlags} from './staged/try-flags.js';
import {stageOf} from './stages.js';
import {currentVoters, startStages} from './start-services.js';
import {touchedPaths} from './touched-paths.js';

/**
 * The one planner: what is left to do to make the observed cluster the desired one, in the order of STAGES. Actions that
 * the snapshot shows as done are left out, and so are empty stages. Nothing is planned for a host whose facts are unknown,
 * or that is left out of the run.
 */
export const planCluster = (input: PlanInput): Plan => planRun(input).plan;

/** The plan, with what is left out of it. */
export function planRun(input: PlanInput): RunPlan {
  const observed = afterFirstRemovals(input.removal, input.observed);
  const rest = {...input, observed};
  return leaveOut(stagesFor(rest, removalStages(input)), rest);
}

/** @param input as it is after the first removals. */
function stagesFor(input: PlanInput, removals: Removals): Plan {
  const states = readable(input).map(([host, facts]): HostState => ({host, facts, ...certainOn(host, facts, input)}));
  const upgrades = states.flatMap(each => componentUpgrades(each.host, each.facts, each, input));
  const every = (pick: (each: DesiredHostState) => readonly Action[]) => states.flatMap(pick);
  const now = outsideUpgrades(upgrades, input);
  const isDue = judgedOnce(action => isDueIn(action, input));
  const due = (actions: readonly Action[]) => actions.filter(action => now(action) && isDue(action));
  const moving = input.rollout === undefined ? [] : upgrades;
  const identity = recording(input);
  const objects = clusterServices(input);
  const voters = currentVoters(input);
  const secrets = touchedPaths(due(every(each => each.trust)), input);
  const staged = states.map(state =>
    componentChanges(state, {
      runs: inService(input, voters),
      due,
      mustRun: (unit, {unitTexts}) => isDue(unit) || readsAny(unitTexts.get(unit.unit), secrets.get(unit.host)),
    }),
  );
  const changes = staged.flat();
  const inStages = new Set(changes.flatMap(({puts}) => puts));

  const records = by(due([...identity.keepers, ...identity.others, ...bootstrapFiles(input)]), hostOf);
  const written = (own: HostState) => [
    ...due([...own.install, ...own.trust, ...own.configure]),
    ...(records.get(own.host) ?? []),
  ];
  const prepared = [
    stageOf('install-packages', due(every(each => each.packages))),
    ...installs(due(every(each => each.install)), input),
    ...beforeUpgrade(input, moving),
    stageOf('try-flags', tryFlags(changes, input)),
    stageOf('distribute-secrets', due(every(each => each.trust))),
    stageOf('record-identity', due(identity.keepers)),
    stageOf('cluster-access', due(objects.access)),
    stageOf('configure', [
      ...due([...identity.others, ...every(each => each.configure), ...bootstrapFiles(input)]).filter(
        action => !inStages.has(action),
      ),
      ...states.flatMap(own => modesOn(own.host, own.facts, own, written(own))),
    ]),
  ];
  const touched = touchedPaths(
    prepared.flatMap(stage => stage.actions),
    input,
  );
  const changed = touchedPaths([...prepared.flatMap(stage => stage.actions), ...inStages], input);
  const isStaged = new Set(changes.flatMap(({host, units}) => units.map(({unit}) => `${host} ${unit}`)));
  const mustRun = (own: HostState, units: readonly ActionOf<'service/run'>[]) =>
    units.filter(
      action =>
        !isStaged.has(`${action.host} ${action.unit}`) &&
        (isDue(action) || readsAny(own.unitTexts.get(action.unit), touched.get(action.host))),
    );

  const starting = states.map(own => ({
    host: own.host,
    early: mustRun(own, own.early),
    images: due(own.images),
    late: mustRun(own, own.late),
  }));
  // A kubelet that finds no API server waits ever longer, up to half a minute, before it asks again.
  const waitsForApi = input.observed.etcd.known && !isBootstrapped(input);
  const first = waitsForApi ? starting.map(each => ({...each, late: []})) : starting;
  const last = states.flatMap(own => mustRun(own, own.last));
  const running = [
    ...starting.flatMap(({early, late}) => [...early, ...late]),
    ...last,
    ...changes.flatMap(({units}) => units),
  ];
  // A unit of an interrupted change may run already, and is not started again.
  const texts = new Map(states.map(own => [own.host, own.unitTexts] as const));
  const starts = (action: ActionOf<'service/run'>) =>
    isDue(action) || readsAny(texts.get(action.host)?.get(action.unit), changed.get(action.host));
  const runs = new Set(running.filter(starts).map(({host, unit}) => `${host} ${unit}`));
  const reloads = states.flatMap(own =>
    [...own.early, ...own.late, ...own.last]
      .filter(({host, unit}) => !runs.has(`${host} ${unit}`) && reloadsAny(own.unitTexts.get(unit)))
      .map(({host, unit}) => ({kind: 'service/reload', host, unit}) as const)
      .filter(
        action =>
          isDue(action) ||
          unitReloads(own.unitTexts.get(action.unit)!).some(path => changed.get(action.host)?.has(path)),
      ),
  );
  const upgrade = upgradeStages(input, moving);
  const reloading = withFiles(reloads, states, due);
  return [
    ...besideRemoval(
      removals.first,
      prepared.map(stage => without(stage, reloading)),
      input,
    ),
    ...startStages(input, first, changes, voters),
    stageOf(isBootstrapped(input) ? 'record-membership' : 'bootstrap-etcd', due(membership(input))),
    stageOf('await-api', awaitApi(input, running, moving)),
    stageOf('record-bootstrapped', due(identity.bootstrapped)),
    stageOf('start-nodes', waitsForApi ? starting.flatMap(({late}) => late) : []),
    ...upgrade,
    stageOf('reload-balancers', reloading),
    ...changes.filter(({set}) => set === 'keepalived').map(keepalivedChange),
    stageOf('start-keepalived', [...last, ...last.map(action => ({...action, kind: 'service/await-stable'}) as const)]),
    stageOf('remove-units', due(states.flatMap(obsoleteUnits))),
    stageOf('remove-ca-keys', due(states.flatMap(own => obsoleteCaKeys(own, input)))),
    stageOf('cluster-services', due(objects.services)),
    stageOf('await-nodes', due(nodes(input))),
    ...uncordonLeftovers(input, upgrade),
    ...removals.last,
    stageOf('await-network', due(networks(input))),
  ].filter(stage => stage.actions.length > 0);
}

/** Leaves out the actions of component upgrades: they have stages of their own, or are not part of this run. */
function outsideUpgrades(upgrades: readonly ComponentUpgrade[], {rollout}: PlanInput): (action: Action) => boolean {
  const placed = new Set(upgrades.flatMap(({host, apply}) => apply.map(({path}) => `${host} ${path}`)));
  const uploaded = new Set(upgrades.flatMap(({host, moving}) => moving.map(({path}) => `${host} ${path}`)));
  return action => {
    if (action.kind === 'artifact/install' || action.kind === 'artifact/fetch')
      return rollout !== undefined || !uploaded.has(`${action.host} ${action.path}`);
    return !('path' in action) || !placed.has(`${action.host} ${action.path}`);
  };
}

/**
 * An upload or a download keeps disk and CPU busy, and a write to etcd waits for a majority of its members: of the members
 * that serve, or may serve, only one has one at a time.
 */
function installs(actions: readonly Action[], input: PlanInput): Plan {
  const serve = isBootstrapped(input) || !input.observed.etcd.known;
  const members = new Set(serve ? presentMembers(input).map(({host}) => host) : []);
  const onMember = (action: Action) => 'host' in action && members.has(action.host);
  return [
    stageOf(
      'install',
      actions.filter(action => !onMember(action)),
    ),
    stageOf('install-on-members', actions.filter(onMember)),
  ];
}

/** Without the new members, which do not serve yet. */
function presentMembers(input: PlanInput): readonly DesiredMember[] {
  const joining = new Set(newMembers(input));
  return input.desired.etcd.filter(member => !joining.has(member));
}

const isBootstrapped = ({observed}: PlanInput): boolean => observed.etcd.known && observed.etcd.value.is === 'formed';

const reloadsAny = (unitText: string | undefined): boolean =>
  unitText !== undefined && unitReloads(unitText).length > 0;

function membership(input: PlanInput): readonly Action[] {
  const {etcd} = input.desired;
  return [
    ...(etcd.length > 0 ? [{kind: 'etcd/await-leader'} as const] : []),
    // The membership of a new member is recorded right after its promotion.
    ...presentMembers(input).map(({host, peerUrl}): Action => ({kind: 'etcd/record-member', host, peerUrl})),
  ];
}

/** Not on a host whose member is upgraded in this run: it may not serve before. */
function awaitApi(
  input: PlanInput,
  restarts: readonly ActionOf<'service/run'>[],
  moving: readonly ComponentUpgrade[],
): readonly Action[] {
  // An API server is not ready while the etcd member on its host restarts, and for some moments after.
  const interrupts = ({unit}: ActionOf<'service/run'>) =>
    unit === 'kube-apiserver.service' || (unit === 'etcd.service' && isBootstrapped(input));
  const restarting = new Set(restarts.filter(interrupts).map(({host}) => host));
  const later = new Set(moving.filter(({group}) => group === 'etcd').map(({host}) => host));
  return input.desired.controlPlanes
    .filter(({host}) => !later.has(host))
    .map(({host}) => ({kind: 'kube/await-api', host}) as const)
    .filter(action => restarting.has(action.host) || isDueIn(action, input));
}

const nodes = (input: PlanInput): readonly Action[] => [
  ...input.desired.nodes.map(({host}): Action => ({kind: 'node/await-ready', host})),
  ...nodeLabels(input),
];

/** Of another pod network than flannel it is unknown what answers. */
const networks = ({desired: {nodes, network}}: PlanInput): readonly Action[] =>
  network.plugin === 'flannel' ? nodes.map(({host}) => ({kind: 'node/await-network', host})) : [];

const readable = ({desired, observed, leftOut}: PlanInput): readonly (readonly [HostName, HostFacts])[] =>
  desired.hosts.flatMap(({name}) => {
    const facts = observed.hosts.get(name);
    return facts?.known === true && !leftOut?.has(name) ? [[name, facts.value] as const] : [];
  });

const readsAny = (unitText: string | undefined, touched: ReadonlySet<string> | undefined): boolean =>
  unitText !== undefined && touched !== undefined && unitInputs(unitText).some(path => touched.has(path));
