import type {HostName} from '../model/names.js';
import type {EtcdMember} from '../model/observed.js';
import type {Action, ActionOf, Plan, Stage} from './action.js';
import {parallel, serial} from './action.js';
import {growth, newHosts} from './etcd-join.js';
import type {PlanInput} from './input.js';

/** What is left to start on one host. */
interface Starting {
  readonly host: HostName;
  readonly early: readonly ActionOf<'service/run'>[];
  readonly images: readonly Action[];
  readonly late: readonly ActionOf<'service/run'>[];
}

/**
 * On hosts of a cluster that is yet to form, and on newcomers, everything starts at once. A member of a formed etcd
 * restarts alone, after the proof that the others hold quorum; so does the control plane of one host at a time. A
 * newcomer to etcd comes in when the members that are down have been started, and before any that is up is restarted.
 */
export function startStages(input: PlanInput, notYetServing: readonly Starting[]): Plan {
  const voters = formedVoters(input);
  const joining = new Set(newHosts(input).map(({host}) => host));
  const isMember = ({host, unit}: ActionOf<'service/run'>) => unit === 'etcd.service' && voters.has(host);
  // A member is neither started nor restarted while it is not known what it would be started into.
  const isHeldBack = ({host, unit}: ActionOf<'service/run'>) =>
    unit === 'etcd.service' && (joining.has(host) || !input.observed.etcd.known);
  const early = notYetServing.flatMap(each => each.early).filter(action => !isHeldBack(action));
  const agents = early.filter(action => !isMember(action));
  const isLiving = (host: HostName) => hasStartedApi(input, host);
  const restarts = memberRestarts(early.filter(isMember), voters);
  return [
    ...restarts.down,
    ...growth(input),
    ...restarts.up,
    ...[...new Set(agents.map(({host}) => host))]
      .filter(isLiving)
      .map(host =>
        serial(`Run the control plane on ${host}`, [
          ...agents.filter(action => action.host === host),
          {kind: 'kube/await-api', host},
        ]),
      ),
    parallel(
      'Start the services',
      // Nothing is told to wait for another: systemd starts each unit again until what it needs is there.
      notYetServing.flatMap(({host, images, late}) => [
        ...agents.filter(action => action.host === host && !isLiving(host)),
        ...late,
        ...images,
      ]),
    ),
  ];
}

/**
 * Each waits until every voter is healthy again: the next is proven the moment this stage ends. The leader comes last,
 * so that it changes once.
 */
function memberRestarts(
  restarts: readonly ActionOf<'service/run'>[],
  voters: ReadonlyMap<HostName, EtcdMember>,
): {readonly down: readonly Stage[]; readonly up: readonly Stage[]} {
  const stage = (action: ActionOf<'service/run'>): Stage => ({
    ...serial(`Restart etcd on ${action.host}`, [action, {kind: 'etcd/await-leader'}]),
    requires: {kind: 'restart', peerUrl: voters.get(action.host)!.peerUrl},
  });
  const leads = ({host}: ActionOf<'service/run'>) => Number(voters.get(host)!.leader);
  const isUp = ({host}: ActionOf<'service/run'>) => voters.get(host)!.healthy;
  return {
    down: restarts.filter(action => !isUp(action)).map(stage),
    up: restarts
      .filter(isUp)
      .toSorted((one, other) => leads(one) - leads(other))
      .map(stage),
  };
}

function formedVoters({desired, observed}: PlanInput): ReadonlyMap<HostName, EtcdMember> {
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return new Map();
  const {members} = observed.etcd.value;
  return new Map(
    desired.etcd.flatMap(({host, peerUrl}) => {
      const member = members.find(each => each.peerUrl === peerUrl && !each.learner);
      return member === undefined ? [] : [[host, member] as const];
    }),
  );
}

/** An API server that was started before may be the one that somebody talks to; while etcd forms, none serves. */
function hasStartedApi({observed}: PlanInput, host: HostName): boolean {
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return false;
  const facts = observed.hosts.get(host);
  const unit = facts?.known === true ? facts.value.units.get('kube-apiserver.service') : undefined;
  return unit !== undefined && unit.active !== 'inactive';
}
