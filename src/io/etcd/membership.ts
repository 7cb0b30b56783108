import {Failure} from '../../core/failure.js';
import type {DesiredMember} from '../../core/model/desired.js';
import type {Fact} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {EtcdMember, EtcdState} from '../../core/model/observed.js';
import type {EtcdClient} from '../../ports/etcd.js';
import type {Transport} from '../transport/transport.js';
import {voterHost} from './member-host.js';

type Changes = Pick<EtcdClient, 'addLearner' | 'promote' | 'removeLearner' | 'moveLeader' | 'remove'>;

/** Changes of the members, each sent to a voter that has just served a read itself and that is not the one to go. */
export function membershipChanges(
  desired: readonly DesiredMember[],
  reach: (host: HostName) => Transport,
  script: string,
  state: () => Promise<Fact<EtcdState>>,
): Changes {
  const attempt = async (through: readonly EtcdMember[], title: string, ...words: readonly string[]) => {
    const host = voterHost(through, desired);
    if (host === undefined) throw new Failure('etcd/no-voter', `${title}: no voter of the configuration serves reads`);
    const argv = ['sh', '-c', script, 'etcd-change', ...words];
    const {code, stderr} = await reach(host).exec({argv, title, changes: true});
    return code === 0 ? undefined : {what: `${host}: ${title}`, stderr};
  };
  const tell = async (...change: Parameters<typeof attempt>) => {
    const refusal = await attempt(...change);
    if (refusal !== undefined) throw refused(refusal);
  };
  const list = async () => membersOf(await state());
  return {
    async addLearner(peerUrl) {
      const {host} = desired.find(each => each.peerUrl === peerUrl)!;
      const members = await list();
      if (isListed(members, peerUrl)) return;
      const refusal = await attempt(members, `add ${peerUrl} as a learner`, 'add-learner', host, peerUrl);
      if (refusal === undefined) return;
      // It may have been added by a request whose answer was lost.
      if (refusal.stderr.includes(ALREADY) && isListed(await list(), peerUrl)) return;
      throw refused(refusal);
    },
    async promote(peerUrl) {
      const members = await list();
      const member = listed(members, peerUrl);
      if (member.learner) await tell(members, `promote ${peerUrl}`, 'promote', member.id);
    },
    async removeLearner(peerUrl) {
      const members = await list();
      const member = members.find(each => each.peerUrl === peerUrl);
      if (member?.learner) await tell(members, `remove the learner ${peerUrl}`, 'remove-learner', member.id);
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
    'etcd/membership-unknown',
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

const isListed = (members: readonly EtcdMember[], peerUrl: string): boolean =>
  members.some(each => each.peerUrl === peerUrl);

interface Refusal {
  /** Where, and what was to be done. */
  readonly what: string;
  readonly stderr: string;
}

function refused({what, stderr}: Refusal): Failure {
  if (NOT_YET.some(words => stderr.includes(words)))
    return new Failure('etcd/not-yet', `${what}: not yet: ${lastLine(stderr)}`);
  return new Failure('etcd/change-refused', `${what}: etcd refused: ${lastLine(stderr)}`, {
    suggestions: ['run the same command again: it looks first at what has been done'],
  });
}

/** What etcd answers while voters have not been connected for five seconds, or the learner is a moment behind. */
const NOT_YET = ['unhealthy cluster', 'in sync with leader', 'etcdserver: request timed out', 'leader changed'];

/** What etcd answers to an addition that it has carried out before. */
const ALREADY = 'Peer URLs already exists';

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
