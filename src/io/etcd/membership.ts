import {Failure} from '../../core/failure.js';
import type {DesiredMember} from '../../core/model/desired.js';
import type {Fact} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {EtcdMember, EtcdState} from '../../core/model/observed.js';
import {etcdctl} from '../../core/render/etcd/etcdctl.js';
import type {EtcdClient} from '../../ports/etcd.js';
import {LIMITS} from '../remote/limits.js';
import type {HostTransport} from '../transport/transport.js';
import {voterHost} from './member-host.js';

type Changes = Pick<EtcdClient, 'addLearner' | 'promote' | 'removeLearner' | 'moveLeader' | 'remove'>;

/** Membership changes. Each is sent to a voter that has just served a read and that is not the one to be removed. */
export function membershipChanges(
  desired: readonly DesiredMember[],
  transportTo: (host: HostName) => HostTransport,
  script: string,
  state: () => Promise<Fact<EtcdState>>,
): Changes {
  const attempt = async (through: readonly EtcdMember[], title: string, ...words: readonly string[]) => {
    const host = voterHost(through, desired);
    if (host === undefined)
      throw new Failure(
        'etcd/no-voter',
        `${title}: no voting member of the configuration serves linearizable reads`,
        MEMBERS_DOWN,
      );
    const argv = ['sh', '-c', script, 'etcd-change', ...words];
    const {code, stderr} = await transportTo(host).exec({argv, title, changes: true}, {timeoutMs: LIMITS.etcdChange});
    return code === 0 ? undefined : {what: `${host}: ${title}`, stderr};
  };
  const change = async (...request: Parameters<typeof attempt>) => {
    const refusal = await attempt(...request);
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
      // A request whose answer was lost may have added it.
      if (refusal.stderr.includes(ALREADY) && isListed(await list(), peerUrl)) return;
      throw refused(refusal);
    },
    async promote(peerUrl) {
      const members = await list();
      const member = listed(members, peerUrl);
      if (member.learner) await change(members, `promote ${peerUrl}`, 'promote', member.id);
    },
    async removeLearner(peerUrl) {
      const members = await list();
      const member = members.find(each => each.peerUrl === peerUrl);
      if (member?.learner) await change(members, `remove the learner ${peerUrl}`, 'remove-learner', member.id);
    },
    async moveLeader(from, to) {
      const members = await list();
      const leader = members.filter(each => each.peerUrl === from && each.leader);
      // Only the leader itself can transfer leadership. If it is not the leader any more, nothing is to be done.
      if (leader.length > 0)
        await change(leader, `transfer leadership to ${to}`, 'move-leader', listed(members, to).id);
    },
    async remove(peerUrl) {
      const members = await list();
      const member = members.find(each => each.peerUrl === peerUrl);
      const others = members.filter(each => each !== member);
      if (member !== undefined) await change(others, `remove ${peerUrl}`, 'remove', member.id);
    },
  };
}

function membersOf(state: Fact<EtcdState>): readonly EtcdMember[] {
  if (state.known && state.value.is === 'formed') return state.value.members;
  throw new Failure(
    'etcd/membership-unknown',
    `the membership of etcd cannot be changed: ${state.known ? `etcd is ${state.value.is}` : state.why}`,
    MEMBERS_DOWN,
  );
}

function listed(members: readonly EtcdMember[], peerUrl: string): EtcdMember {
  const member = members.find(each => each.peerUrl === peerUrl);
  if (member !== undefined) return member;
  throw new Failure('etcd/not-a-member', `${peerUrl} is not in the member list of etcd`, {
    suggestions: [
      `on an etcd host, list the members: ${etcdctl('member list')}`,
      'run the same command again: it adds a missing member',
    ],
  });
}

const MEMBERS_DOWN = {
  suggestions: [
    'see which members are down: quorate topology check',
    'start each of them on its host: systemctl start etcd.service',
    'then run the same command again',
  ],
};

const isListed = (members: readonly EtcdMember[], peerUrl: string): boolean =>
  members.some(each => each.peerUrl === peerUrl);

interface Refusal {
  /** The host and the change. */
  readonly what: string;
  readonly stderr: string;
}

function refused({what, stderr}: Refusal): Failure {
  if (NOT_YET.some(words => stderr.includes(words)))
    return new Failure('etcd/change-not-accepted', `${what}: etcd does not accept it yet: ${lastLine(stderr)}`);
  return new Failure('etcd/change-refused', `${what}: etcd refused: ${lastLine(stderr)}`, {
    suggestions: ['run the same command again: it reads the member list first'],
  });
}

/** Answers of etcd while voters have been connected for less than five seconds, or a learner is not in sync. */
const NOT_YET = ['unhealthy cluster', 'in sync with leader', 'etcdserver: request timed out', 'leader changed'];

/** Answer of etcd to an addition that was made before. */
const ALREADY = 'Peer URLs already exists';

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
