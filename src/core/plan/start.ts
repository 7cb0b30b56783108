import type {HostName} from '../cluster/names.js';
import type {EtcdMember} from '../cluster/observed.js';
import type {Action, ActionOf, Plan, Stage} from './action.js';
import {newcomers} from './growth.js';
import type {Situation} from './situation.js';

/** What has to be started on one host, in its order. */
export interface Starting {
  readonly host: HostName;
  readonly early: readonly ActionOf<'service/run'>[];
  readonly images: readonly Action[];
  readonly late: readonly ActionOf<'service/run'>[];
}

/**
 * On hosts of a cluster that is yet to form, and on newcomers, everything starts at once. A member of a formed etcd
 * restarts alone, after the proof that the others hold quorum, and so does the control plane of one host at a time.
 */
export function startStages(situation: Situation, starting: readonly Starting[]): Plan {
  const voters = formedVoters(situation);
  const joining = new Set(newcomers(situation).map(({host}) => host));
  const alone = ({host, unit}: ActionOf<'service/run'>) => unit === 'etcd.service' && voters.has(host);
  const elsewhere = ({host, unit}: ActionOf<'service/run'>) => unit === 'etcd.service' && joining.has(host);
  const early = starting.flatMap(each => each.early).filter(action => !elsewhere(action));
  const agents = early.filter(action => !alone(action));
  const living = (host: HostName) => hasRunningApi(situation, host);
  return [
    ...restarts(early.filter(alone), voters),
    ...[...new Set(agents.map(({host}) => host))].filter(living).map(host => controlPlane(host, agents)),
    {
      title: 'Start the services',
      order: 'parallel',
      actions: starting.flatMap(({host, images, late}) => [
        ...agents.filter(action => action.host === host && !living(host)),
        ...images,
        ...late,
      ]),
    },
  ];
}

/** Heal before changing, and the leader last: it is moved once, not with every member. */
function restarts(due: readonly ActionOf<'service/run'>[], voters: ReadonlyMap<HostName, EtcdMember>): Plan {
  const rank = ({host}: ActionOf<'service/run'>) => {
    const member = voters.get(host)!;
    if (!member.healthy) return 0;
    return member.leader ? 2 : 1;
  };
  return [...due]
    .sort((one, other) => rank(one) - rank(other))
    .map(
      (action): Stage => ({
        title: `Restart etcd on ${action.host}`,
        order: 'serial',
        requires: {kind: 'restart', peerUrl: voters.get(action.host)!.peerUrl},
        actions: [action],
      }),
    );
}

const controlPlane = (host: HostName, agents: readonly ActionOf<'service/run'>[]): Stage => ({
  title: `Run the control plane on ${host}`,
  order: 'serial',
  actions: [...agents.filter(action => action.host === host), {kind: 'kube/await-api', host}],
});

function formedVoters({desired, observed}: Situation): ReadonlyMap<HostName, EtcdMember> {
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return new Map();
  const {members} = observed.etcd.value;
  return new Map(
    desired.etcd.flatMap(({host, peerUrl}) => {
      const member = members.find(each => each.peerUrl === peerUrl && !each.learner);
      return member === undefined ? [] : [[host, member] as const];
    }),
  );
}

/** An API server that was started there before may be the one that somebody talks to. */
function hasRunningApi({observed}: Situation, host: HostName): boolean {
  const facts = observed.hosts.get(host);
  const unit = facts?.known === true ? facts.value.units.get('kube-apiserver.service') : undefined;
  return unit !== undefined && unit.active !== 'inactive';
}
