import type {DesiredMember} from '../../core/cluster/desired.js';
import type {Fact} from '../../core/cluster/fact.js';
import type {HostName} from '../../core/cluster/names.js';
import type {EtcdMember, EtcdState} from '../../core/cluster/observed.js';
import {Failure} from '../../core/failure.js';
import type {EtcdPort} from '../../run/site.js';
import type {Transport} from '../host/transport.js';

type Changes = Pick<EtcdPort, 'addLearner' | 'promote' | 'withdraw' | 'moveLeader' | 'remove'>;

/** Changes of the members, each sent to a voter that has just served a read itself and that is not the one to go. */
export function membershipChanges(
  desired: readonly DesiredMember[],
  reach: (host: HostName) => Transport,
  script: string,
  state: () => Promise<Fact<EtcdState>>,
): Changes {
  const tell = async (through: readonly EtcdMember[], title: string, ...words: readonly string[]) => {
    const host = voterHost(desired, through, title);
    const argv = ['sh', '-c', script, 'etcd-change', ...words];
    const {code, stderr} = await reach(host).exec({argv, title, changes: true});
    if (code === 0) return;
    if (NOT_YET.some(words => stderr.includes(words)))
      throw new Failure('etcd/not-yet', `${host}: ${title}: not yet: ${lastLine(stderr)}`);
    throw new Failure('etcd/change-refused', `${host}: ${title}: etcd refused: ${lastLine(stderr)}`, {
      suggestions: ['run the same command again: it looks first at what has been done'],
    });
  };
  const list = async () => membersOf(await state());
  return {
    async addLearner(peerUrl) {
      const {host} = desired.find(each => each.peerUrl === peerUrl)!;
      await tell(await list(), `add ${peerUrl} as a learner`, 'add-learner', host, peerUrl);
    },
    async promote(peerUrl) {
      const members = await list();
      const member = listed(members, peerUrl);
      if (member.learner) await tell(members, `promote ${peerUrl}`, 'promote', member.id);
    },
    async withdraw(peerUrl) {
      const members = await list();
      const member = members.find(each => each.peerUrl === peerUrl);
      if (member?.learner) await tell(members, `withdraw the learner ${peerUrl}`, 'withdraw', member.id);
    },
    async moveLeader(from, to) {
      const members = await list();
      const leader = members.filter(each => each.peerUrl === from && each.leader);
      // Only the leader itself can hand over; when it leads no more, that is what was wanted.
      if (leader.length > 0) await tell(leader, `let ${to} lead`, 'move-leader', listed(members, to).id);
    },
    async remove(peerUrl) {
      const members = await list();
      const member = members.find(each => each.peerUrl === peerUrl);
      const others = members.filter(each => each !== member);
      if (member !== undefined) await tell(others, `remove ${peerUrl}`, 'remove', member.id);
    },
  };
}

function membersOf(state: Fact<EtcdState>): readonly EtcdMember[] {
  if (state.known && state.value.is === 'formed') return state.value.members;
  throw new Failure(
    'etcd/unreadable',
    `etcd cannot be changed: ${state.known ? `it is ${state.value.is}` : state.why}`,
    {
      suggestions: ['start the members that are down, then run the same command again'],
    },
  );
}

function listed(members: readonly EtcdMember[], peerUrl: string): EtcdMember {
  const member = members.find(each => each.peerUrl === peerUrl);
  if (member === undefined) throw new Failure('etcd/not-a-member', `${peerUrl} is not in etcd's member list`);
  return member;
}

function voterHost(desired: readonly DesiredMember[], members: readonly EtcdMember[], title: string): HostName {
  const voters = new Set(members.filter(({learner, healthy}) => !learner && healthy).map(({peerUrl}) => peerUrl));
  const at = desired.find(({peerUrl}) => voters.has(peerUrl));
  if (at) return at.host;
  throw new Failure('etcd/no-voter', `${title}: no voter of the configuration serves reads`);
}

/** What etcd answers while voters have not been connected for five seconds, or the learner is a moment behind. */
const NOT_YET = ['unhealthy cluster', 'in sync with leader', 'etcdserver: request timed out', 'leader changed'];

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
