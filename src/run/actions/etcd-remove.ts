import {Failure} from '../../core/failure.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import type {EtcdMember} from '../../core/model/observed.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isFollower, isNoMember} from '../../core/plan/done.js';
import {compareVersions} from '../../core/versions/version.js';
import type {RunContext} from '../context.js';
import type {PollResult} from '../poll.js';
import {due, type Step} from './action.js';
import {awaitingSilence} from './await-unreachable.js';
import {retryWhileNotReady} from './retry.js';

/** A leader that leaves without a word costs an election; one that hands over, some milliseconds. */
export const etcdMoveLeader: Step<ActionOf<'etcd/move-leader'>> = {
  scope: 'cluster',
  async check(actions, {cluster}) {
    const etcd = await cluster.etcd.state();
    return due(
      actions,
      action => etcd.known && isFollower(etcd.value, action),
      ({host}) => (etcd.known ? `${host} leads etcd` : etcd.why),
    );
  },
  async apply(actions, context) {
    for (const {host, peerUrl} of actions) {
      const etcd = await context.cluster.etcd.state();
      const members = etcd.known && etcd.value.is === 'formed' ? etcd.value.members : [];
      const others = members.filter(member => member.peerUrl !== peerUrl);
      const next = successor(others, context.desired);
      if (next === undefined)
        throw new Failure('etcd/no-successor', `${host} leads etcd, and no other voter is healthy`, {
          suggestions: ['bring the members that are down back, then run the same command again'],
        });
      const {moveLeader} = context.cluster.etcd;
      await retryWhileNotReady(`${next.name} to lead etcd`, () => moveLeader(peerUrl, next.peerUrl), context);
    }
  },
};

/** The healthy voter of the newest version, and then with the least to catch up on, of those that stay if there is one. */
function successor(others: readonly EtcdMember[], {etcd}: DesiredCluster): EtcdMember | undefined {
  const voters = others.filter(({learner, healthy}) => healthy && !learner);
  const withoutRemoved = voters.filter(({peerUrl}) => etcd.some(member => member.peerUrl === peerUrl));
  const behind = ({behind: entries = Number.POSITIVE_INFINITY}: EtcdMember) => entries;
  return (withoutRemoved.length > 0 ? withoutRemoved : voters).toSorted(
    (one, other) => compareVersions(other.version ?? '0.0.0', one.version ?? '0.0.0') || behind(one) - behind(other),
  )[0];
}

export const etcdRemove: Step<ActionOf<'etcd/remove'>> = {
  scope: 'cluster',
  async check(actions, {cluster}) {
    const etcd = await cluster.etcd.state();
    return due(
      actions,
      action => etcd.known && isNoMember(etcd.value, action),
      ({peerUrl}) => (etcd.known ? `${peerUrl} is in the member list` : etcd.why),
    );
  },
  async apply(actions, context) {
    for (const {host, peerUrl} of actions)
      await retryWhileNotReady(`etcd to let ${host} go`, () => context.cluster.etcd.remove(peerUrl), context);
  },
};

/** The operator's own view is not enough: a host that is merely cut off from here goes on serving. */
export const etcdAwaitUnreachable = awaitingSilence<ActionOf<'etcd/await-unreachable'>>({
  silent,
  forWhat: host => `the etcd member of ${host} to be silent`,
  withinMs: 15_000,
});

async function silent({host, peerUrl}: ActionOf<'etcd/await-unreachable'>, {cluster}: RunContext): Promise<PollResult> {
  const heard = await cluster.etcd.isReachableByPeers(peerUrl);
  if (!heard.known) return {done: false, seen: heard.why};
  return {done: !heard.value, seen: heard.value ? `${host} answers the other members` : ''};
}
