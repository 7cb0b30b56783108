import type {ActionOf} from '../../core/actions/action.js';
import {isFollower, isNoMember} from '../../core/actions/etcd-state.js';
import {Failure} from '../../core/failure.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import type {EtcdMember} from '../../core/model/observed.js';
import {compareVersions} from '../../core/versions/version.js';
import type {RunContext} from '../context.js';
import type {PollResult} from '../poll.js';
import {awaitUnreachable} from './await-unreachable.js';
import {checkInEtcd, listMembers} from './etcd-list.js';
import {retryWhileNotReady} from './retry.js';
import type {ActionRunner} from './runner.js';

/** Before a leader stops: an election costs seconds, a transfer milliseconds. */
export const etcdMoveLeader: ActionRunner<ActionOf<'etcd/move-leader'>> = {
  check: checkInEtcd(isFollower, ({host}) => `${host} is the etcd leader`),
  async apply(actions, context) {
    for (const {host, peerUrl} of actions) {
      const others = (await listMembers(context)).filter(member => member.peerUrl !== peerUrl);
      const next = successor(others, context.desired);
      if (next === undefined)
        throw new Failure('etcd/no-successor', `${host} is the etcd leader, and no other voter is healthy`, {
          suggestions: ['on each member that is down: `systemctl start etcd.service`; then run the same command again'],
        });
      const {moveLeader} = context.cluster.etcd;
      await retryWhileNotReady(`${next.name} to lead etcd`, () => moveLeader(peerUrl, next.peerUrl), context);
    }
  },
};

/** A healthy voter: one that stays if there is one, then the newest version, then the one that is least behind. */
function successor(others: readonly EtcdMember[], {etcd}: DesiredCluster): EtcdMember | undefined {
  const voters = others.filter(({learner, healthy}) => healthy && !learner);
  const withoutRemoved = voters.filter(({peerUrl}) => etcd.some(member => member.peerUrl === peerUrl));
  const behind = ({behind: entries = Number.POSITIVE_INFINITY}: EtcdMember) => entries;
  return (withoutRemoved.length > 0 ? withoutRemoved : voters).toSorted(
    (one, other) => compareVersions(other.version ?? '0.0.0', one.version ?? '0.0.0') || behind(one) - behind(other),
  )[0];
}

export const etcdRemove: ActionRunner<ActionOf<'etcd/remove'>> = {
  check: checkInEtcd(isNoMember, ({peerUrl}) => `${peerUrl} is in the member list`),
  async apply(actions, context) {
    for (const {host, peerUrl} of actions)
      await retryWhileNotReady(`etcd to remove member ${host}`, () => context.cluster.etcd.remove(peerUrl), context);
  },
};

/** That quorate cannot reach the host is not enough: a host with a network problem on this path continues to serve. */
export const etcdAwaitUnreachable = awaitUnreachable<ActionOf<'etcd/await-unreachable'>>({
  isUnreachable,
  forWhat: host => `the etcd member on ${host} to become unreachable for its peers`,
  withinMs: 15_000,
});

async function isUnreachable(
  {host, peerUrl}: ActionOf<'etcd/await-unreachable'>,
  {cluster}: RunContext,
): Promise<PollResult> {
  const reachable = await cluster.etcd.isReachableByPeers(peerUrl);
  if (!reachable.known) return {done: false, seen: reachable.why};
  return {done: !reachable.value, seen: reachable.value ? `${host} answers its peers` : ''};
}
