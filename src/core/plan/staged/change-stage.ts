import type {Action, ActionOf} from '../../actions/action.js';
import type {DesiredCluster} from '../../model/desired.js';
import {maxUnavailableOf} from '../rollout/node-policy.js';
import type {Plan, Stage} from '../stage.js';
import {type StageId, stageOf} from '../stages.js';
import {type ComponentChange, pathsOf} from './component-change.js';

/**
 * Writes what changed, restarts and waits. If that fails, the previous files are restored and restarted the same way: the
 * plan ends there, and no other host has the new files.
 *
 * @param steps restart the units and wait until they have proven good.
 */
function changeStage(id: StageId, {host, set, puts, canRestore}: ComponentChange, steps: readonly Action[]): Stage {
  const keep: readonly Action[] =
    puts.length === 0 ? [] : [{kind: 'files/keep', host, set, paths: puts.flatMap(pathsOf)}];
  const forget: readonly Action[] = canRestore ? [{kind: 'files/forget', host, set}] : [];
  const stage = stageOf(id, [...keep, ...puts, ...steps, ...forget], {host});
  return canRestore ? {...stage, rollback: [{kind: 'files/restore', host, set}, ...steps, ...forget]} : stage;
}

const runAll = (units: readonly ActionOf<'service/run'>[]): readonly Action[] => [
  ...units,
  ...units.map(({host, unit}): Action => ({kind: 'service/await-stable', host, unit})),
];

interface ChangedMember {
  readonly peerUrl: string;
  /** Without other voters leadership cannot be transferred. */
  readonly hasOtherVoters: boolean;
  /** An API server on the same host uses only this member. */
  readonly servesApi: boolean;
}

/** Also if a run that was killed has stopped it. */
const startsApi = ({host}: ComponentChange, {hasOtherVoters, servesApi}: ChangedMember): Pick<Stage, 'finally'> =>
  hasOtherVoters && servesApi ? {finally: [{kind: 'service/run', host, unit: API_SERVER}]} : {};

/** Each restart waits until every voter is healthy again, because quorum for the next is proven right after it. */
export const memberStart = (change: ComponentChange, member: ChangedMember): Stage => ({
  ...changeStage('start-members', change, [...runAll(change.units), {kind: 'etcd/await-leader'}]),
  requires: {kind: 'restart', peerUrl: member.peerUrl},
  ...startsApi(change, member),
});

/**
 * The API server that uses only this member stops first: it drains its connections, and load balancers go to the others.
 * Its requests would wait for seconds otherwise. With one control plane this only adds downtime.
 */
export function memberRestart(change: ComponentChange, member: ChangedMember): Stage {
  const {host} = change;
  const {peerUrl, hasOtherVoters, servesApi} = member;
  const stops = hasOtherVoters && servesApi;
  const api = {host, unit: API_SERVER};
  const transfer: readonly Action[] = hasOtherVoters ? [{kind: 'etcd/move-leader', host, peerUrl}] : [];
  const stopApi: readonly Action[] = stops ? [{kind: 'service/stop', ...api}] : [];
  const startApi: readonly Action[] = stops
    ? [
        {kind: 'service/run', ...api},
        {kind: 'kube/await-api', host},
      ]
    : [];
  const stage = changeStage('restart-members', change, [
    ...runAll(change.units),
    {kind: 'etcd/await-leader'},
    ...startApi,
  ]);
  return {
    ...stage,
    actions: [...transfer, ...stopApi, ...stage.actions],
    requires: {kind: 'restart', peerUrl},
    ...startsApi(change, member),
  };
}

const API_SERVER = 'kube-apiserver.service';

/** The API server first: the others of the host are its clients. */
export function controlPlaneChange(change: ComponentChange): Stage {
  const isServer = ({unit}: ActionOf<'service/run'>) => unit === API_SERVER;
  return changeStage('control-plane', change, [
    ...runAll(change.units.filter(isServer)),
    {kind: 'kube/await-api', host: change.host},
    ...runAll(change.units.filter(each => !isServer(each))),
  ]);
}

/** How many nodes change at a time, after one alone has shown that the change works. */
const SIDE_BY_SIDE = {percent: 10};

/** Control planes one after another, then one other host, then the rest. */
export function nodeChanges(changes: readonly ComponentChange[], {controlPlanes, nodes}: DesiredCluster): Plan {
  const stage = (change: ComponentChange): Stage =>
    changeStage('restart-node', change, [
      ...runAll(change.units),
      ...(nodes.some(({host}) => host === change.host) ? [{kind: 'node/await-ready', host: change.host} as const] : []),
    ]);
  const isControlPlane = ({host}: ComponentChange) => controlPlanes.some(each => each.host === host);
  const [first, ...others] = changes.filter(each => !isControlPlane(each)).map(stage);
  const width = maxUnavailableOf(SIDE_BY_SIDE, nodes.length - controlPlanes.length);
  return [
    ...changes.filter(isControlPlane).map(stage),
    ...(first === undefined ? [] : [first]),
    ...others.map(each => ({...each, window: {name: 'nodes', width}})),
  ];
}

export const keepalivedChange = (change: ComponentChange): Stage =>
  changeStage('restart-keepalived', change, runAll(change.units));
