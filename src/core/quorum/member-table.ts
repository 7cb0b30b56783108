import type {DesiredMember} from '../model/desired.js';
import type {Fact} from '../model/fact.js';
import type {EtcdMember, EtcdState} from '../model/observed.js';
import {quorum} from './quorum.js';

/** Each member with its host and part in etcd, then one sentence: quorate or not, and what can be lost. */
export function memberLines(desired: readonly DesiredMember[], etcd: Fact<EtcdState>): readonly string[] {
  if (!etcd.known) return [`not known to be quorate: ${etcd.why}`];
  if (etcd.value.is !== 'formed') return [`not quorate: etcd is ${etcd.value.is}`];
  const {members} = etcd.value;
  const hostOf = ({host, peerUrl, name}: EtcdMember) =>
    host ?? desired.find(each => each.peerUrl === peerUrl)?.host ?? name;
  const width = Math.max(...members.map(member => hostOf(member).length), 'MEMBER'.length);
  return [
    `${'MEMBER'.padEnd(width)}  PART     STATE`,
    ...members
      .toSorted((one, other) => hostOf(one).localeCompare(hostOf(other)))
      .map(member => `${hostOf(member).padEnd(width)}  ${part(member).padEnd(7)}  ${state(member)}`),
    '',
    sentence(members),
  ];
}

const part = ({learner, leader}: EtcdMember): string => (learner ? 'learner' : leader ? 'leader' : 'voter');

const state = ({healthy, why}: EtcdMember): string => (healthy ? 'serves reads' : (why ?? 'not healthy'));

function sentence(members: readonly EtcdMember[]): string {
  const voters = members.filter(member => !member.learner);
  const healthy = voters.filter(member => member.healthy).length;
  const needed = quorum(voters.length);
  const spare = healthy - needed;
  const membershipView = `${healthy} of ${voters.length} voters healthy, quorum ${needed}`;
  if (spare < 0) return `not quorate: ${membershipView}`;
  const losses = spare === 0 ? 'can lose none' : `survives the loss of any ${spare}${spare === 1 ? '' : ' of them'}`;
  return `quorate: ${membershipView}; ${losses}`;
}
