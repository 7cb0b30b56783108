import type {Action, ActionOf} from '../actions/action.js';
import type {HostName} from '../model/names.js';
import type {EtcdMember} from '../model/observed.js';
import {growth, newMembers} from './etcd-join.js';
import type {PlanInput} from './input.js';
import type {Plan, Stage} from './stage.js';
import {stageOf} from './stages.js';

/** What is left to start on one host. */
interface Starting {
  readonly host: HostName;
  readonly early: readonly ActionOf<'service/run'>[];
  readonly images: readonly Action[];
  readonly late: readonly ActionOf<'service/run'>[];
}

/**
 * In a cluster that is not bootstrapped, and on joining hosts, everything starts at once. A member of a running etcd is
 * restarted alone, with proof that the others keep quorum; control planes are restarted one host at a time. A new member
 * joins after the members that are down were started, and before any healthy member is restarted.
 */
export function startStages(input: PlanInput, notYetServing: readonly Starting[]): Plan {
  const voters = currentVoters(input);
  const joining = new Set(newMembers(input).map(({host}) => host));
  const isMember = ({host, unit}: ActionOf<'service/run'>) => unit === 'etcd.service' && voters.has(host);
  // While the state of etcd is unknown, no member is started or restarted.
  const isDeferred = ({host, unit}: ActionOf<'service/run'>) =>
    unit === 'etcd.service' && (joining.has(host) || !input.observed.etcd.known);
  const early = notYetServing.flatMap(each => each.early).filter(action => !isDeferred(action));
  const withoutMembers = early.filter(action => !isMember(action));
  const isRunning = (host: HostName) => hasStartedApi(input, host);
  const restarts = memberRestarts(early.filter(isMember), voters);
  return [
    ...restarts.down,
    ...growth(input),
    ...restarts.up,
    ...[...new Set(withoutMembers.map(({host}) => host))]
      .filter(isRunning)
      .map(host =>
        stageOf(
          'control-plane',
          [...withoutMembers.filter(action => action.host === host), {kind: 'kube/await-api', host}],
          {host},
        ),
      ),
    stageOf(
      'start-services',
      // No unit waits for another here: systemd restarts each one until what it needs is there.
      notYetServing.flatMap(({host, images, late}) => [
        ...withoutMembers.filter(action => action.host === host && !isRunning(host)),
        ...late,
        ...images,
      ]),
    ),
  ];
}

/**
 * Each restart waits until every voter is healthy again, because quorum for the next is proven right after it. The
 * leader comes last, so that leadership changes once.
 */
function memberRestarts(
  restarts: readonly ActionOf<'service/run'>[],
  voters: ReadonlyMap<HostName, EtcdMember>,
): {readonly down: readonly Stage[]; readonly up: readonly Stage[]} {
  const stage = (id: 'start-members' | 'restart-members') => (action: ActionOf<'service/run'>) => ({
    ...stageOf(id, [action, {kind: 'etcd/await-leader'}], {host: action.host}),
    requires: {kind: 'restart', peerUrl: voters.get(action.host)!.peerUrl} as const,
  });
  const leads = ({host}: ActionOf<'service/run'>) => Number(voters.get(host)!.leader);
  const isUp = ({host}: ActionOf<'service/run'>) => voters.get(host)!.healthy;
  return {
    down: restarts.filter(action => !isUp(action)).map(stage('start-members')),
    up: restarts
      .filter(isUp)
      .toSorted((one, other) => leads(one) - leads(other))
      .map(stage('restart-members')),
  };
}

function currentVoters({desired, observed}: PlanInput): ReadonlyMap<HostName, EtcdMember> {
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return new Map();
  const {members} = observed.etcd.value;
  return new Map(
    desired.etcd.flatMap(({host, peerUrl}) => {
      const member = members.find(each => each.peerUrl === peerUrl && !each.learner);
      return member === undefined ? [] : [[host, member] as const];
    }),
  );
}

/** An API server that was started before may have clients. Before etcd is bootstrapped, none serves. */
function hasStartedApi({observed}: PlanInput, host: HostName): boolean {
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return false;
  const facts = observed.hosts.get(host);
  const unit = facts?.known === true ? facts.value.units.get('kube-apiserver.service') : undefined;
  return unit !== undefined && unit.active !== 'inactive';
}
