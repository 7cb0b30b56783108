import type {Action, ActionOf} from '../actions/action.js';
import type {HostName} from '../model/names.js';
import type {EtcdMember} from '../model/observed.js';
import {growth, newMembers} from './etcd-join.js';
import type {PlanInput} from './input.js';
import type {Plan, Stage} from './stage.js';
import {controlPlaneChange, memberRestart, memberStart, nodeChanges} from './staged/change-stage.js';
import type {ComponentChange} from './staged/component-change.js';
import {stageOf} from './stages.js';

/** What is left to start on one host, besides what is in service. */
interface Starting {
  readonly host: HostName;
  readonly early: readonly ActionOf<'service/run'>[];
  readonly images: readonly Action[];
  readonly late: readonly ActionOf<'service/run'>[];
}

/**
 * In a cluster that is not bootstrapped, and on joining hosts, everything starts at once. A member of a running etcd is
 * restarted alone, with proof that the others keep quorum; control planes are restarted one host at a time, and nodes in
 * small groups. A new member joins after the members that are down were started, and before any healthy member is
 * restarted.
 *
 * @param changes of what is in service; nothing of it is in `starting`.
 */
export function startStages(
  input: PlanInput,
  starting: readonly Starting[],
  changes: readonly ComponentChange[],
  voters: ReadonlyMap<HostName, EtcdMember>,
): Plan {
  const joining = new Set(newMembers(input).map(({host}) => host));
  const isMember = ({host, unit}: ActionOf<'service/run'>) => unit === 'etcd.service' && voters.has(host);
  // While the state of etcd is unknown, no member is started or restarted.
  const isDeferred = ({host, unit}: ActionOf<'service/run'>) =>
    unit === 'etcd.service' && (joining.has(host) || !input.observed.etcd.known);
  const early = starting.flatMap(each => each.early).filter(action => !isDeferred(action));
  const withoutMembers = early.filter(action => !isMember(action));
  const hasServed = (host: HostName) => hasStartedApi(input, host);
  const of = (set: ComponentChange['set']) => changes.filter(each => each.set === set);
  const isUp = ({host}: ComponentChange) => voters.get(host)!.healthy;
  const isLeader = ({host}: ComponentChange) => Number(voters.get(host)!.leader);
  const memberOf = ({host}: ComponentChange) => ({
    peerUrl: voters.get(host)!.peerUrl,
    hasOtherVoters: voters.size > 1,
    servesApi: stopsApi(input, host),
  });
  return [
    ...early.filter(isMember).map(action => startMember(action, voters)),
    ...of('etcd')
      .filter(each => !isUp(each))
      .map(each => memberStart(each, memberOf(each))),
    ...growth(input),
    // The leader comes last, so that leadership changes once.
    ...of('etcd')
      .filter(isUp)
      .toSorted((one, other) => isLeader(one) - isLeader(other))
      .map(each => memberRestart(each, memberOf(each))),
    ...[...new Set(withoutMembers.map(({host}) => host))].filter(hasServed).map(host => {
      const units = withoutMembers.filter(action => action.host === host);
      return stageOf('control-plane', [...units, {kind: 'kube/await-api', host}], {host});
    }),
    ...of('control-plane').map(controlPlaneChange),
    stageOf(
      'start-services',
      // No unit waits for another here: systemd restarts each one until what it needs is there.
      starting.flatMap(({host, images, late}) => [
        ...withoutMembers.filter(action => action.host === host && !hasServed(host)),
        ...late,
        ...images,
      ]),
    ),
    ...nodeChanges(of('node'), input.desired),
  ];
}

/** A member that is down. */
const startMember = (action: ActionOf<'service/run'>, voters: ReadonlyMap<HostName, EtcdMember>): Stage => ({
  ...stageOf('start-members', [action, {kind: 'etcd/await-leader'}], {host: action.host}),
  requires: {kind: 'restart', peerUrl: voters.get(action.host)!.peerUrl},
});

export function currentVoters({desired, observed}: PlanInput): ReadonlyMap<HostName, EtcdMember> {
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return new Map();
  const {members} = observed.etcd.value;
  return new Map(
    desired.etcd.flatMap(({host, peerUrl}) => {
      const member = members.find(each => each.peerUrl === peerUrl && !each.learner);
      return member === undefined ? [] : [[host, member] as const];
    }),
  );
}

/**
 * Also one that is down: a run that was killed may have stopped it. While etcd has an alarm and takes no writes, an API server
 * that was stopped might not become ready again.
 */
function stopsApi({desired, observed}: PlanInput, host: HostName): boolean {
  const {etcd} = observed;
  if (!etcd.known || etcd.value.is !== 'formed' || (etcd.value.alarms ?? []).length > 0) return false;
  if (!desired.controlPlanes.some(each => each.host === host)) return false;
  const facts = observed.hosts.get(host);
  return facts?.known === true && facts.value.units.has('kube-apiserver.service');
}

/** An API server that was started before may have clients. Before etcd is bootstrapped, none serves. */
function hasStartedApi({observed}: PlanInput, host: HostName): boolean {
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return false;
  const facts = observed.hosts.get(host);
  const unit = facts?.known === true ? facts.value.units.get('kube-apiserver.service') : undefined;
  return unit !== undefined && unit.active !== 'inactive';
}
