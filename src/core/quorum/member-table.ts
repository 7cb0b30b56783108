import {counted} from '../format.js';
import type {DesiredMember} from '../model/desired.js';
import type {Fact} from '../model/fact.js';
import type {EtcdMember, EtcdState} from '../model/observed.js';
import {quorum} from './quorum.js';

/** A table of the members, then one line: quorate or not, and how many failures etcd tolerates. */
export function memberLines(desired: readonly DesiredMember[], etcd: Fact<EtcdState>): readonly string[] {
  if (!etcd.known) return [`quorum unknown: ${etcd.why}`];
  if (etcd.value.is !== 'formed') return [`not quorate: etcd is ${etcd.value.is}`];
  const {members} = etcd.value;
  const hostOf = ({host, peerUrl, name}: EtcdMember) =>
    host ?? desired.find(each => each.peerUrl === peerUrl)?.host ?? name;
  const width = Math.max(...members.map(member => hostOf(member).length), 'MEMBER'.length);
  return [
    `${'MEMBER'.padEnd(width)}  ROLE     STATE`,
    ...members
      .toSorted((one, other) => hostOf(one).localeCompare(hostOf(other)))
      .map(member => `${hostOf(member).padEnd(width)}  ${role(member).padEnd(7)}  ${state(member)}`),
    '',
    summary(members),
  ];
}

const role = ({learner, leader}: EtcdMember): string => (learner ? 'learner' : leader ? 'leader' : 'voter');

const state = ({healthy, why}: EtcdMember): string => (healthy ? 'serves reads' : (why ?? 'not healthy'));

function summary(members: readonly EtcdMember[]): string {
  const voters = members.filter(member => !member.learner);
  const healthy = voters.filter(member => member.healthy).length;
  const needed = quorum(voters.length);
  const left = healthy - needed;
  const health = `${healthy} of ${counted(voters.length, 'voter')} healthy, quorum ${needed}`;
  if (left < 0) return `not quorate: ${health}`;
  return `quorate: ${health}; tolerates ${counted(left, 'failure')}`;
}
