import type {DesiredNode} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import type {ComponentName} from '../../versions/bundle.js';
import {compareVersions} from '../../versions/version.js';
import type {Action, Plan, Stage} from '../action.js';
import {serial} from '../action.js';
import {isDue} from '../due.js';
import type {PlanInput} from '../input.js';
import type {ComponentUpgrade} from './component-upgrade.js';
import {leadingVersion, upgradeStage} from './component-upgrade.js';
import {upgradeEtcd} from './etcd.js';
import type {Group} from './group.js';
import {apiIsBack, isEmptied, maxUnavailableOf} from './node-policy.js';

/**
 * Versions move in the order that the skew policy asks for, each host's programs under a proof of their own: etcd, then
 * every API server, then what talks to them. Back they go the other way round.
 */
export function upgradeStages(input: PlanInput, switches: readonly ComponentUpgrade[]): Plan {
  const of = (group: Group) => switches.filter(each => each.group === group);
  const {controlPlanes, nodes} = input.desired;
  const isControlPlane = ({host}: ComponentUpgrade) => controlPlanes.some(each => each.host === host);
  const node = ({host}: ComponentUpgrade) => nodes.find(each => each.host === host);
  const forward: readonly Plan[] = [
    upgradeEtcd(input, of('etcd')),
    of('api-server').map(each => upgradeApiServer(each, input)),
    of('controllers').map(each => upgradeControllers(each)),
    of('node')
      .filter(isControlPlane)
      .map(each => upgradeNode(each, node(each), input)),
    of('node')
      .filter(each => !isControlPlane(each))
      .map(each => ({...upgradeNode(each, node(each), input), window: {name: 'workers', width: width(input)}})),
  ];
  const stages = goesBack(switches) ? forward.toReversed() : forward;
  return stages.flat().map(stage => ({...stage, actions: stage.actions.filter(each => isStillDue(each, input))}));
}

/** What rides along has no order of its own, and may well be older in a bundle that Kubernetes goes forward with. */
const goesBack = (switches: readonly ComponentUpgrade[]): boolean =>
  switches.some(({moving}) =>
    moving.some(
      ({artifact: {component, version}, from}) => ORDERED.includes(component) && compareVersions(version, from) < 0,
    ),
  );

const ORDERED: readonly ComponentName[] = ['etcd', 'kubernetes'];

/** What is in place already is not done twice; what is seen now says nothing of how it is after the restart. */
const isStillDue = (action: Action, input: PlanInput): boolean =>
  action.kind !== 'link/put' && action.kind !== 'file/put' ? true : isDue(action, input);

const width = ({desired: {controlPlanes, nodes}, rollout}: PlanInput): number =>
  maxUnavailableOf(
    rollout!.maxUnavailable,
    nodes.filter(({host}) => !controlPlanes.some(each => each.host === host)).length,
  );

function upgradeApiServer(each: ComponentUpgrade, {desired, rollout}: PlanInput): Stage {
  const gate = apiIsBack(each.host, desired, rollout!.healthSeconds);
  return upgradeStage(`Switch the API server on ${each.host} to ${leadingVersion(each)}`, each, gate, gate);
}

const upgradeControllers = (each: ComponentUpgrade): Stage =>
  upgradeStage(`Switch the controllers on ${each.host} to ${leadingVersion(each)}`, each, [], []);

function upgradeNode(each: ComponentUpgrade, node: DesiredNode | undefined, {rollout}: PlanInput): Stage {
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
            withinSeconds: rollout!.healthSeconds,
          },
        ];
  const stage = upgradeStage(
    `Switch the node ${host} to ${leadingVersion(each)}`,
    each,
    ready(kubelet?.artifact.version),
    ready(kubelet?.from),
  );
  if (node === undefined || !isEmptied(node)) return stage;
  const empty: readonly Action[] = [
    {kind: 'node/cordon', host},
    {kind: 'node/drain', host, withinSeconds: rollout!.drainSeconds},
  ];
  // Emptying takes minutes, and a kubelet that waits for its restart does no harm: of this nobody has to wait for the end.
  const {uninterruptible: _, ...interruptible} = stage;
  return {...interruptible, actions: [...empty, ...stage.actions], finally: [{kind: 'node/uncordon', host}]};
}

/** Nodes that a run which was killed has left cordoned. */
export function releases(input: PlanInput, stages: Plan): Plan {
  const {observed, desired} = input;
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
          left.map(({host}) => ({kind: 'node/uncordon', host}) as const),
        ),
      ];
}
