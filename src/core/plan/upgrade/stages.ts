import type {DesiredNode} from '../../cluster/desired.js';
import type {HostName} from '../../cluster/names.js';
import type {ComponentName} from '../../components/bundle.js';
import {compareVersions} from '../../components/version.js';
import type {Action, Plan, Stage} from '../action.js';
import {isDue} from '../due.js';
import type {Situation} from '../situation.js';
import {serial} from '../stage.js';
import {apiIsBack} from './api.js';
import {isEmptied} from './emptied.js';
import {switchEtcd} from './etcd.js';
import type {Group} from './group.js';
import type {Switch} from './switch.js';
import {leadingVersion, switched} from './switched.js';
import {windowWidth} from './width.js';

/**
 * Versions move in the order that the skew policy asks for, each host's programs under a proof of their own: etcd, then
 * every API server, then what talks to them. Back they go the other way round.
 */
export function upgradeStages(situation: Situation, switches: readonly Switch[]): Plan {
  const of = (group: Group) => switches.filter(each => each.group === group);
  const {controlPlanes, nodes} = situation.desired;
  const isControlPlane = ({host}: Switch) => controlPlanes.some(each => each.host === host);
  const node = ({host}: Switch) => nodes.find(each => each.host === host);
  const forward: readonly Plan[] = [
    switchEtcd(situation, of('etcd')),
    of('api-server').map(each => switchApi(each, situation)),
    of('controllers').map(each => switchControllers(each)),
    of('node')
      .filter(isControlPlane)
      .map(each => switchNode(each, node(each), situation)),
    of('node')
      .filter(each => !isControlPlane(each))
      .map(each => ({...switchNode(each, node(each), situation), window: {name: 'workers', width: width(situation)}})),
  ];
  const stages = goesBack(switches) ? forward.toReversed() : forward;
  return stages.flat().map(stage => ({...stage, actions: stage.actions.filter(each => isStillDue(each, situation))}));
}

/** What rides along has no order of its own, and may well be older in a bundle that Kubernetes goes forward with. */
const goesBack = (switches: readonly Switch[]): boolean =>
  switches.some(({moving}) =>
    moving.some(
      ({artifact: {component, version}, from}) => ORDERED.includes(component) && compareVersions(version, from) < 0,
    ),
  );

const ORDERED: readonly ComponentName[] = ['etcd', 'kubernetes'];

/** What is in place already is not done twice; what is seen now says nothing of how it is after the restart. */
const isStillDue = (action: Action, situation: Situation): boolean =>
  action.kind !== 'link/put' && action.kind !== 'file/put' ? true : isDue(action, situation);

const width = ({desired: {controlPlanes, nodes}, moves}: Situation): number =>
  windowWidth(moves!.window, nodes.filter(({host}) => !controlPlanes.some(each => each.host === host)).length);

function switchApi(each: Switch, {desired, moves}: Situation): Stage {
  const gate = apiIsBack(each.host, desired, moves!.healthSeconds);
  return switched(`Switch the API server on ${each.host} to ${leadingVersion(each)}`, each, gate, gate);
}

const switchControllers = (each: Switch): Stage =>
  switched(`Switch the controllers on ${each.host} to ${leadingVersion(each)}`, each, [], []);

function switchNode(each: Switch, node: DesiredNode | undefined, {moves}: Situation): Stage {
  const {host, moving} = each;
  const kubelet = moving.find(({artifact}) => artifact.name === 'kubelet');
  const ready = (version: string | undefined): readonly Action[] =>
    node === undefined
      ? []
      : [
          {
            kind: 'node/await-ready',
            host,
            ...(version === undefined ? {} : {version}),
            withinSeconds: moves!.healthSeconds,
          },
        ];
  const stage = switched(
    `Switch the node ${host} to ${leadingVersion(each)}`,
    each,
    ready(kubelet?.artifact.version),
    ready(kubelet?.from),
  );
  if (node === undefined || !isEmptied(node)) return stage;
  const empty: readonly Action[] = [
    {kind: 'node/hold', host},
    {kind: 'node/drain', host, withinSeconds: moves!.drainSeconds},
  ];
  // Emptying takes minutes, and a kubelet that waits for its restart does no harm: of this nobody has to wait for the end.
  const {whole: _, ...interruptible} = stage;
  return {...interruptible, actions: [...empty, ...stage.actions], finally: [{kind: 'node/release', host}]};
}

/** Nodes that a run which was killed has left cordoned. */
export function releases(situation: Situation, stages: Plan): Plan {
  const {observed, desired} = situation;
  const releasing = new Set<HostName>(
    stages.flatMap(stage => (stage.finally ?? []).flatMap(each => ('host' in each ? [each.host] : []))),
  );
  const held = observed.kube.known ? observed.kube.value.nodes.filter(node => node.held) : [];
  const left = desired.nodes.filter(({host}) => !releasing.has(host) && held.some(({name}) => name === host));
  return left.length === 0
    ? []
    : [
        serial(
          'Give the nodes back',
          left.map(({host}) => ({kind: 'node/release', host}) as const),
        ),
      ];
}
