import type {ActionOf} from '../../core/actions/action.js';
import {isAdded, isInSync, isPromoted, isVoter} from '../../core/actions/etcd-state.js';
import type {RunContext} from '../context.js';
import {type PollResult, poll} from '../poll.js';
import {checkInEtcd} from './etcd-list.js';
import {retryWhileNotReady} from './retry.js';
import {type ActionRunner, pendingUnless} from './runner.js';

/** A new member is always added as a learner: it does not count towards quorum until it is in sync and promoted. */
export const etcdAddLearner: ActionRunner<ActionOf<'etcd/add-learner'>> = {
  check: checkInEtcd(isAdded, ({peerUrl}) => `${peerUrl} is not in the member list`),
  async apply(actions, context) {
    for (const {host, peerUrl} of actions)
      await retryWhileNotReady(
        `etcd to add ${host} as a learner`,
        () => context.cluster.etcd.addLearner(peerUrl),
        context,
      );
  },
};

type AwaitInSync = ActionOf<'etcd/await-in-sync'>;

export const etcdAwaitInSync: ActionRunner<AwaitInSync> = {
  async check(actions, context) {
    const {done, seen} = await syncStatus(actions, context);
    return pendingUnless(
      () => done,
      actions,
      () => seen,
    );
  },
  async apply(actions, context) {
    const hosts = actions.map(({host}) => host).join(', ');
    // A learner that answers may have gigabytes to receive. One that does not start will not start by waiting.
    await poll(
      () => startStatus(actions, context),
      {
        forWhat: `etcd on ${hosts} to start`,
        withinMs: 60_000,
        hint: `on ${hosts}: \`journalctl --unit=etcd.service\``,
      },
      context,
    );
    await poll(
      () => syncStatus(actions, context),
      {
        forWhat: `${hosts} to catch up with the leader`,
        withinMs: 600_000,
        hint: `on ${hosts}: \`journalctl --unit=etcd.service\``,
      },
      context,
    );
  },
};

async function startStatus(actions: readonly AwaitInSync[], {cluster}: RunContext): Promise<PollResult> {
  const etcd = await cluster.etcd.state();
  if (!etcd.known) return {done: false, seen: etcd.why};
  const members = etcd.value.is === 'formed' ? etcd.value.members : [];
  const down = actions.filter(({peerUrl}) => !members.some(each => each.peerUrl === peerUrl && each.healthy));
  return {done: down.length === 0, seen: down.map(({host}) => `${host}: does not answer`).join('; ')};
}

async function syncStatus(actions: readonly AwaitInSync[], {cluster}: RunContext): Promise<PollResult> {
  const etcd = await cluster.etcd.state();
  if (!etcd.known) return {done: false, seen: etcd.why};
  const waiting = actions.filter(action => !isInSync(etcd.value, action));
  const members = etcd.value.is === 'formed' ? etcd.value.members : [];
  const seen = waiting.map(({host, peerUrl}) => {
    const member = members.find(each => each.peerUrl === peerUrl);
    if (member === undefined) return `${host}: is not in the member list`;
    return member.healthy ? `${host}: ${member.behind ?? 'unknown'} entries behind` : `${host}: does not answer`;
  });
  return {done: waiting.length === 0, seen: seen.join('; ')};
}

/** The stage has proven right before that the learner is healthy: etcd itself would promote one that is down. */
export const etcdPromote: ActionRunner<ActionOf<'etcd/promote'>> = {
  check: checkInEtcd(isPromoted, ({peerUrl}) => `${peerUrl} is not a voter that serves reads`),
  async apply(actions, context) {
    for (const action of actions) {
      const etcd = await context.cluster.etcd.state();
      if (!(etcd.known && isVoter(etcd.value, action)))
        await retryWhileNotReady(
          `etcd to promote ${action.host}`,
          () => context.cluster.etcd.promote(action.peerUrl),
          context,
        );
      await poll(
        () => voterStatus(action, context),
        {
          forWhat: `${action.host} to serve reads as a voter`,
          withinMs: 30_000,
          hint: `on ${action.host}: \`journalctl --unit=etcd.service\``,
        },
        context,
      );
    }
  },
};

async function voterStatus(action: ActionOf<'etcd/promote'>, {cluster}: RunContext): Promise<PollResult> {
  const etcd = await cluster.etcd.state();
  const done = etcd.known && isPromoted(etcd.value, action);
  return {done, seen: etcd.known ? `${action.host} does not serve linearizable reads yet` : etcd.why};
}
