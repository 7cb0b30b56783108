import {counted, listed} from '../format.js';
import type {DesiredCluster} from '../model/desired.js';
import {quorum, tolerance} from '../quorum/quorum.js';
import type {DiagnosisContext} from './context.js';
import type {QuorumStatus} from './diagnosis.js';
import {endpointClauses, endpointStatus, hostTolerance, toleratedHosts} from './endpoint-verdict.js';
import type {MemberStatus} from './member-status.js';
import {lose} from './simulation/lose.js';
import type {LossModel} from './simulation/model.js';
import {hostsIn} from './simulation/search.js';
import {isUnmanagedEtcdLost} from './unmanaged-members.js';

/** Does etcd have quorum, and how many failures does the cluster tolerate? */
export function verdictOf(context: DiagnosisContext, model: LossModel): QuorumStatus {
  const {membership} = context;
  if (!membership.known) return unknownMembership(context, membership.why);
  const voters = membership.value.members.filter(({learner}) => !learner);
  const healthy = voters.filter(voter => voter.healthy);
  const needed = quorum(voters.length);
  const leader = membership.value.members.find(member => member.leader)?.host;
  const current = membership.value.elsewhere ? Math.max(0, healthy.length - needed) : healthy.length - needed;
  return {
    quorate: current < 0 ? 'no' : 'yes',
    summary: summary(voters, healthy, leader, model, membership.value.elsewhere),
    voters: voters.length,
    healthy: healthy.length,
    quorum: needed,
    tolerance: current,
    ...(leader === undefined ? {} : {leader}),
    endpoint: endpointStatus(model),
  };
}

function unknownMembership({desired, evidence}: DiagnosisContext, why: string): QuorumStatus {
  const {etcd, hosts} = evidence.observed;
  if (isUnmanagedEtcdLost(evidence.observed))
    return withoutNumbers('no', 'not quorate: no endpoint of etcd serves a read; writes are blocked');
  // The finding of each host says why it is unreachable.
  if (desired.etcd.length > 1 && desired.etcd.every(({host}) => hosts.get(host)?.known !== true))
    return withoutNumbers('unknown', `in an unknown state: none of the ${desired.etcd.length} etcd hosts answers`);
  return etcd.known && etcd.value.is !== 'formed'
    ? withoutNumbers('no', `not quorate: etcd is ${etcd.value.is}`)
    : withoutNumbers('unknown', `in an unknown state: ${why}`);
}

/** Of the configuration alone: all hosts are assumed to be up. */
export function plannedVerdict({etcd, unmanagedEtcd}: DesiredCluster, model: LossModel): QuorumStatus {
  const clauses = [
    unmanagedEtcd === undefined
      ? `planned: ${counted(etcd.length, 'voter')}`
      : `planned: unmanaged etcd with ${counted(unmanagedEtcd.endpoints.length, 'endpoint')}`,
    toleranceClause(etcd.length, model),
    ...zoneClauses(model),
    ...endpointClauses(model),
  ];
  return {
    quorate: 'unknown',
    summary: clauses.join('; '),
    voters: etcd.length,
    healthy: etcd.length,
    quorum: quorum(etcd.length),
    tolerance: tolerance(etcd.length),
    endpoint: endpointStatus(model),
  };
}

const withoutNumbers = (quorate: 'no' | 'unknown', summary: string): QuorumStatus => ({
  quorate,
  summary: summary,
  voters: 0,
  healthy: 0,
  quorum: 0,
  tolerance: 0,
});

function summary(
  voters: readonly MemberStatus[],
  healthy: readonly MemberStatus[],
  leader: string | undefined,
  model: LossModel,
  unmanaged = false,
): string {
  const current = healthy.length - quorum(voters.length);
  const count = `${healthy.length} of ${counted(voters.length, 'voter')}`;
  const down = voters.filter(voter => !voter.healthy).map(({host}) => host);
  const unhealthy = down.length === 0 ? [] : [`unhealthy: ${listed(down)}`];
  if (current < 0)
    return [`not quorate: ${count}, quorum ${quorum(voters.length)}`, ...unhealthy, 'writes are blocked'].join('; ');
  const led = leader === undefined ? 'no agreed leader' : `leader ${leader}`;
  const state = current === 0 && tolerance(voters.length) > 0 ? 'quorate, at risk' : 'quorate';
  const unasked = voters.filter(voter => voter.unasked).map(({host}) => host);
  return [
    `${state}: ${count}${unmanaged ? ' (unmanaged etcd)' : ''}, ${led}`,
    ...unhealthy,
    ...(unasked.length === 0 ? [] : [`no endpoint reaches ${listed(unasked)}`]),
    toleranceClause(voters.length, model, healthy),
    ...zoneClauses(model),
    ...endpointClauses(model),
  ].join('; ');
}

function toleranceClause(voters: number, model: LossModel, healthy: readonly MemberStatus[] = []): string {
  const many = toleratedHosts(model);
  if (many > 0) return hostTolerance(many, model);
  if (model.etcd === 'given') return 'losing one control plane stops the API';
  if (tolerance(voters) === 0) return `tolerates no failure with ${counted(voters, 'voter')}`;
  const current = model.voters.filter(({up}) => up).length - quorum(voters);
  if (current > 0) return 'losing one control plane stops the API';
  return `losing any of ${listed(healthy.map(({host}) => host))} blocks writes`;
}

/** Zones whose loss blocks writes, if they have more than one voter. */
function zoneClauses(model: LossModel): readonly string[] {
  const nothingLost = lose(model, []);
  const names = [...new Set(model.hosts.flatMap(({zone}) => zone ?? []))].toSorted();
  return names.flatMap(zone => {
    const hosts = hostsIn(model, [zone]);
    const members = model.voters.filter(({host}) => hosts.includes(host)).length;
    if (members < 2 || !nothingLost.writes || lose(model, hosts).writes) return [];
    return [`zone ${zone} has ${members} of ${model.voters.length} voters: losing it blocks writes`];
  });
}
