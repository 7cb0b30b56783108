import type {DesiredMember} from '../cluster/desired.js';
import type {HostName} from '../cluster/names.js';
import type {HostFacts} from '../cluster/observed.js';
import {sharedFiles} from '../pki/shared.js';
import {pathOf} from '../render/artifacts.js';
import {clusterObjects} from '../render/kube/objects.js';
import {unitInputs, unitReloads} from '../render/unit-inputs.js';
import type {Action, ActionOf, Plan} from './action.js';
import {departures} from './departure.js';
import {isDue} from './due.js';
import {etcdStart} from './etcd.js';
import {newcomers} from './growth.js';
import {recording} from './identity.js';
import type {Situation} from './situation.js';
import {parallel, serial} from './stage.js';
import {startStages} from './start.js';
import {beforeSwitching} from './upgrade/before.js';
import {releases, upgradeStages} from './upgrade/stages.js';
import {type Switch, switchesOn} from './upgrade/switch.js';
import {type WantedOnHost, wantedOn} from './wanted.js';

/**
 * The one planner: what is left to do to make the observed cluster the desired one, in order. Actions that the
 * snapshot shows to be done are left out, and so are stages that have none. A host that cannot be read is left alone.
 */
export function planCluster(situation: Situation): Plan {
  const wanted = readable(situation).map(([host, facts]) => ({host, facts, ...wantedOn(host, facts, situation)}));
  const switches = wanted.flatMap(each => switchesOn(each.host, each.facts, each, situation));
  const every = (pick: (each: WantedOnHost) => readonly Action[]) => wanted.flatMap(pick);
  const now = apartFrom(switches, situation);
  const due = (actions: readonly Action[]) => actions.filter(action => now(action) && isDue(action, situation));
  const moving = situation.moves === undefined ? [] : switches;
  const identity = recording(situation);

  const prepared = [
    ...uploads(due(every(each => each.upload)), situation),
    ...beforeSwitching(situation, moving),
    parallel('Lay down the certificate authorities and shared keys', due(every(each => each.trust))),
    parallel('Record the identity of the cluster', due(identity.keepers)),
    parallel(
      'Configure the hosts',
      due([...identity.others, ...every(each => each.configure), ...etcdStart(situation)]),
    ),
  ];
  const touched = touchedPaths(prepared.flatMap(stage => stage.actions));
  const mustRun = (own: WantedOnHost, units: readonly ActionOf<'service/run'>[]) =>
    units.filter(
      action => isDue(action, situation) || readsAny(own.unitTexts.get(action.unit), touched.get(action.host)),
    );

  const starting = wanted.map(own => ({
    host: own.host,
    early: mustRun(own, own.early),
    images: due(own.images),
    late: mustRun(own, own.late),
  }));
  const running = starting.flatMap(({early, late}) => [...early, ...late]);
  const reloads = wanted.flatMap(own =>
    [...own.early, ...own.late]
      .filter(unit => !running.includes(unit) && reloadsAny(own.unitTexts.get(unit.unit)))
      .map(({host, unit}) => ({kind: 'service/reload', host, unit}) as const)
      .filter(
        action =>
          isDue(action, situation) ||
          unitReloads(own.unitTexts.get(action.unit)!).some(path => touched.get(action.host)?.has(path)),
      ),
  );
  const departing = departures(situation);
  const upgrade = upgradeStages(situation, moving);
  return [
    ...departing.first,
    ...prepared,
    ...startStages(situation, starting),
    serial(isFormed(situation) ? 'Seal the etcd members' : 'Form the etcd cluster', due(formation(situation))),
    serial('Wait for the API servers', awaitApi(situation, running)),
    parallel('Record that the cluster is founded', due(identity.founded)),
    ...upgrade,
    parallel('Tell the balancers', reloads),
    serial('Install cluster services', due(services(situation))),
    serial('Wait for the nodes', due(nodes(situation))),
    ...releases(situation, upgrade),
    ...departing.last,
  ].filter(stage => stage.actions.length > 0);
}

/** What belongs to a change of version has its own moment, or none in this run. */
function apartFrom(switches: readonly Switch[], {moves}: Situation): (action: Action) => boolean {
  const placed = new Set(switches.flatMap(({host, forth}) => forth.map(({path}) => `${host} ${path}`)));
  const uploads = new Set(
    switches.flatMap(({host, moving}) => moving.map(({artifact}) => `${host} ${pathOf(artifact)}`)),
  );
  return action => {
    if (action.kind === 'artifact/install') return moves !== undefined || !uploads.has(`${action.host} ${action.path}`);
    return !('path' in action) || !placed.has(`${action.host} ${action.path}`);
  };
}

/**
 * Uploads keep disks and processors busy, and a write to etcd waits for a majority of its members: of those that serve,
 * or may do so, only one has an upload at a time.
 */
function uploads(actions: readonly Action[], situation: Situation): Plan {
  const serve = isFormed(situation) || !situation.observed.etcd.known;
  const members = new Set(serve ? settledMembers(situation).map(({host}) => host) : []);
  const onMember = (action: Action) => 'host' in action && members.has(action.host);
  return [
    parallel(
      'Upload binaries and images',
      actions.filter(action => !onMember(action)),
    ),
    serial('Upload to the etcd hosts, one at a time', actions.filter(onMember)),
  ];
}

/** A newcomer serves nobody yet. */
function settledMembers(situation: Situation): readonly DesiredMember[] {
  const growing = new Set(newcomers(situation));
  return situation.desired.etcd.filter(member => !growing.has(member));
}

const isFormed = ({observed}: Situation): boolean => observed.etcd.known && observed.etcd.value.is === 'formed';

const reloadsAny = (unitText: string | undefined): boolean =>
  unitText !== undefined && unitReloads(unitText).length > 0;

function formation(situation: Situation): readonly Action[] {
  const {etcd} = situation.desired;
  return [
    ...(etcd.length > 0 ? [{kind: 'etcd/await-leader'} as const] : []),
    // A newcomer is sealed the moment it is a voter.
    ...settledMembers(situation).map(({host, peerUrl}): Action => ({kind: 'etcd/seal', host, peerUrl})),
  ];
}

function awaitApi(situation: Situation, restarts: readonly ActionOf<'service/run'>[]): readonly Action[] {
  // An API server is not ready while the etcd member beside it restarts, and for some moments after.
  const interrupts = ({unit}: ActionOf<'service/run'>) =>
    unit === 'kube-apiserver.service' || (unit === 'etcd.service' && isFormed(situation));
  const restarting = new Set(restarts.filter(interrupts).map(({host}) => host));
  return situation.desired.controlPlanes
    .map(({host}) => ({kind: 'kube/await-api', host}) as const)
    .filter(action => restarting.has(action.host) || isDue(action, situation));
}

const services = ({desired, release}: Situation): readonly Action[] =>
  desired.controlPlanes.length === 0
    ? []
    : clusterObjects(desired, release).map(object => ({kind: 'kube/apply', object}));

const nodes = ({desired}: Situation): readonly Action[] => [
  ...desired.nodes.map(({host}): Action => ({kind: 'node/await-ready', host})),
  ...desired.nodes.map(({host, labels}): Action => ({kind: 'node/mark', host, labels})),
];

const readable = ({desired, observed}: Situation): readonly (readonly [HostName, HostFacts])[] =>
  desired.hosts.flatMap(({name}) => {
    const facts = observed.hosts.get(name);
    return facts?.known === true ? [[name, facts.value] as const] : [];
  });

/** By host, the paths that the due actions will replace. */
function touchedPaths(actions: readonly Action[]): ReadonlyMap<HostName, ReadonlySet<string>> {
  const touched = new Map<HostName, Set<string>>();
  const touch = (host: HostName, path: string) => touched.set(host, (touched.get(host) ?? new Set()).add(path));
  for (const action of actions) {
    if ('path' in action) touch(action.host, action.path);
    if (action.kind === 'shared/put') for (const {path} of sharedFiles(action.name)) touch(action.host, path);
  }
  return touched;
}

const readsAny = (unitText: string | undefined, touched: ReadonlySet<string> | undefined): boolean =>
  unitText !== undefined && touched !== undefined && unitInputs(unitText).some(path => touched.has(path));
