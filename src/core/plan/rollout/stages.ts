import {type Action, isDue} from '../../actions/action.js';
import type {ComponentName} from '../../artifacts/bundle.js';
import type {DesiredNode} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import {compareVersions} from '../../versions/version.js';
import type {PlanInput} from '../input.js';
import type {Plan, Stage} from '../stage.js';
import {type StageId, stageOf, titleOf} from '../stages.js';
import type {ComponentUpgrade} from './component-upgrade.js';
import {leadingVersion, upgradeStage} from './component-upgrade.js';
import {upgradeEtcd} from './etcd.js';
import type {Group} from './group.js';
import {apiIsBack, isDrained, maxUnavailableOf} from './node-policy.js';

/**
 * The order that the version skew policy asks for: etcd, then every API server, then their clients, one host after
 * another. Back to older versions the order is reversed.
 */
export function upgradeStages(input: PlanInput, upgrades: readonly ComponentUpgrade[]): Plan {
  const of = (group: Group) => upgrades.filter(each => each.group === group);
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
  const stages = goesBack(upgrades) ? forward.toReversed() : forward;
  return stages.flat().map(stage => ({...stage, actions: stage.actions.filter(each => isStillDue(each, input))}));
}

/** Only etcd and Kubernetes decide the direction; add-ons may be downgraded by the bundle. */
const goesBack = (upgrades: readonly ComponentUpgrade[]): boolean =>
  upgrades.some(({moving}) =>
    moving.some(
      ({artifact: {component, version}, from}) => ORDERED.includes(component) && compareVersions(version, from) < 0,
    ),
  );

const ORDERED: readonly ComponentName[] = ['etcd', 'kubernetes'];

/** Files and links that are in place are left out. All else is done: the snapshot does not show the time after the restart. */
const isStillDue = (action: Action, input: PlanInput): boolean =>
  action.kind !== 'link/put' && action.kind !== 'file/put' ? true : isDue(action, input);

const width = ({desired: {controlPlanes, nodes}, rollout}: PlanInput): number =>
  maxUnavailableOf(
    rollout!.maxUnavailable,
    nodes.filter(({host}) => !controlPlanes.some(each => each.host === host)).length,
  );

const title = (id: StageId, each: ComponentUpgrade): string =>
  titleOf(id, {host: each.host, version: leadingVersion(each)});

function upgradeApiServer(each: ComponentUpgrade, {desired, rollout}: PlanInput): Stage {
  const gate = apiIsBack(each.host, desired, rollout!.healthSeconds);
  return upgradeStage(title('upgrade-api-server', each), each, gate, gate);
}

const upgradeControllers = (each: ComponentUpgrade): Stage =>
  upgradeStage(title('upgrade-controllers', each), each, [], []);

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
  const stage = upgradeStage(title('upgrade-node', each), each, ready(kubelet?.artifact.version), ready(kubelet?.from));
  if (node === undefined || !isDrained(node)) return stage;
  const drain: readonly Action[] = [
    {kind: 'node/cordon', host},
    {kind: 'node/drain', host, withinSeconds: rollout!.drainSeconds},
  ];
  // A drain takes minutes, and an interruption during it leaves nothing down: this stage can be interrupted.
  const {uninterruptible: _, ...interruptible} = stage;
  return {...interruptible, actions: [...drain, ...stage.actions], finally: [{kind: 'node/uncordon', host}]};
}

/** Nodes that an interrupted run left cordoned, apart from those that a stage of this plan uncordons. */
export function uncordonLeftovers({observed, desired}: PlanInput, stages: Plan): Plan {
  const uncordoned = new Set<HostName>(
    stages.flatMap(stage => (stage.finally ?? []).flatMap(each => ('host' in each ? [each.host] : []))),
  );
  const held = observed.kube.known ? observed.kube.value.nodes.filter(node => node.held) : [];
  const left = desired.nodes.filter(({host}) => !uncordoned.has(host) && held.some(({name}) => name === host));
  return [
    stageOf(
      'uncordon',
      left.map(({host}) => ({kind: 'node/uncordon', host}) as const),
    ),
  ];
}
