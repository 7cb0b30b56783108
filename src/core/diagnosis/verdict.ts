import {counted, listed} from '../format.js';
import type {DesiredCluster} from '../model/desired.js';
import {quorum, tolerance} from '../quorum/quorum.js';
import type {DiagnosisContext} from './context.js';
import type {QuorumStatus} from './diagnosis.js';
import type {MemberStatus} from './member-status.js';
import {lose} from './simulation/lose.js';
import type {LossModel} from './simulation/model.js';
import {hostsIn, tolerated} from './simulation/search.js';
import {isUnmanagedEtcdLost} from './unmanaged-members.js';

/** Is it quorate, and what can it lose next? The one sentence that has to be read. */
export function verdictOf({desired, membership, evidence}: DiagnosisContext, model: LossModel): QuorumStatus {
  if (!membership.known) {
    const {etcd} = evidence.observed;
    if (isUnmanagedEtcdLost(evidence.observed))
      return nothing('no', 'not quorate: no endpoint of etcd serves a read; writes stand still');
    // Why each of them is silent stands in its finding.
    if (desired.etcd.length > 1 && desired.etcd.every(({host}) => evidence.observed.hosts.get(host)?.known !== true))
      return nothing(
        'unknown',
        `not known to be quorate: none of the ${desired.etcd.length} hosts with a member answers`,
      );
    const unformed = etcd.known && etcd.value.is !== 'formed';
    return unformed
      ? nothing('no', `not quorate: etcd is ${etcd.value.is}`)
      : nothing('unknown', `not known to be quorate: ${membership.why}`);
  }
  const voters = membership.value.members.filter(({learner}) => !learner);
  const healthy = voters.filter(voter => voter.healthy);
  const needed = quorum(voters.length);
  const leader = membership.value.members.find(member => member.leader)?.host;
  const numbers = {
    voters: voters.length,
    healthy: healthy.length,
    quorum: needed,
    spare: membership.value.elsewhere ? Math.max(0, healthy.length - needed) : healthy.length - needed,
    ...(leader === undefined ? {} : {leader}),
  };
  const said = sentence(voters, healthy, leader, model, membership.value.elsewhere);
  return {quorate: numbers.spare < 0 ? 'no' : 'yes', sentence: said, ...numbers};
}

/** Of a configuration that nobody looked at: everything is taken to be up. */
export function plannedVerdict({etcd, store}: DesiredCluster, model: LossModel): QuorumStatus {
  const numbers = {
    voters: etcd.length,
    healthy: etcd.length,
    quorum: quorum(etcd.length),
    spare: tolerance(etcd.length),
  };
  const clauses = [
    store === undefined
      ? `planned: ${counted(etcd.length, 'voter')}`
      : `planned: an etcd that somebody else runs, at ${counted(store.endpoints.length, 'endpoint')}`,
    survives(etcd.length, model),
    ...zones(model),
    ...entrance(model),
  ];
  return {quorate: 'unknown', sentence: clauses.join('; '), ...numbers};
}

const nothing = (quorate: 'no' | 'unknown', sentence: string): QuorumStatus => ({
  quorate,
  sentence,
  voters: 0,
  healthy: 0,
  quorum: 0,
  spare: 0,
});

function sentence(
  voters: readonly MemberStatus[],
  healthy: readonly MemberStatus[],
  leader: string | undefined,
  model: LossModel,
  elsewhere = false,
): string {
  const spare = healthy.length - quorum(voters.length);
  const count = `${healthy.length} of ${counted(voters.length, 'voter')}`;
  const down = voters.filter(voter => !voter.healthy).map(({host}) => host);
  const without = down.length === 0 ? [] : [`without ${listed(down)}`];
  if (spare < 0)
    return [`not quorate: ${count}, quorum ${quorum(voters.length)}`, ...without, 'writes stand still'].join('; ');
  const led = leader === undefined ? 'no leader agreed' : `leader ${leader}`;
  const state = spare === 0 && tolerance(voters.length) > 0 ? 'quorate, at risk' : 'quorate';
  const first = `${state}: ${count}${elsewhere ? ' of an etcd that somebody else runs' : ''}, ${led}`;
  const unasked = voters.filter(voter => voter.unasked).map(({host}) => host);
  const guessed = unasked.length === 0 ? [] : [`no endpoint leads to ${listed(unasked)}`];
  return [
    first,
    ...without,
    ...guessed,
    survives(voters.length, model, healthy),
    ...zones(model),
    ...entrance(model),
  ].join('; ');
}

function survives(voters: number, model: LossModel, healthy: readonly MemberStatus[] = []): string {
  const many = tolerated(model, Math.max(1, model.voters.length, model.controlPlanes.length));
  if (many > 0) return `survives the loss of any ${counted(many, 'host')}`;
  if (model.etcd === 'given') return 'the loss of one control plane stops the API';
  if (tolerance(voters) === 0) return `${counted(voters, 'voter')} ${voters === 1 ? 'survives' : 'survive'} no loss`;
  const spare = model.voters.filter(({up}) => up).length - quorum(voters);
  if (spare > 0) return 'the loss of one control plane stops the API';
  return `losing any of ${listed(healthy.map(({host}) => host))} stops writes`;
}

/** Only what comes as a surprise: a zone whose loss does more than that of so many hosts anywhere. */
function zones(model: LossModel): readonly string[] {
  const whole = lose(model, []);
  const names = [...new Set(model.hosts.flatMap(({zone}) => zone ?? []))].toSorted();
  return names.flatMap(zone => {
    const hosts = hostsIn(model, [zone]);
    const members = model.voters.filter(({host}) => hosts.includes(host)).length;
    if (members < 2 || !whole.writes || lose(model, hosts).writes) return [];
    return [`zone ${zone} holds ${members} of ${model.voters.length} voters, losing it stops the cluster`];
  });
}

const entrance = ({entrance: by, controlPlanes}: LossModel): readonly string[] => {
  if (by.by === 'control plane' && controlPlanes.length > 1) return [`the endpoint is that of ${by.host} alone`];
  return by.by === 'balancers' && by.hosts.length === 1 ? [`the endpoint is that of ${by.hosts[0]!.host} alone`] : [];
};
