import type {ActionOf} from '../../core/plan/action.js';
import {isAdded, isInSync, isPromoted, isVoter} from '../../core/plan/done.js';
import type {RunContext} from '../context.js';
import {poll} from '../poll.js';
import {due, type Step} from './action.js';
import {retryWhileNotReady} from './retry.js';

/** A newcomer is a learner first, whatever the size of the cluster: it counts for no quorum until it is in sync. */
export const etcdAddLearner: Step<ActionOf<'etcd/add-learner'>> = {
  scope: 'cluster',
  async check(actions, {cluster}) {
    const etcd = await cluster.etcd.state();
    return due(
      actions,
      action => etcd.known && isAdded(etcd.value, action),
      ({peerUrl}) => (etcd.known ? `${peerUrl} is not in the member list` : etcd.why),
    );
  },
  async apply(actions, context) {
    for (const {host, peerUrl} of actions)
      await retryWhileNotReady(
        `etcd to take ${host} as a learner`,
        () => context.cluster.etcd.addLearner(peerUrl),
        context,
      );
  },
};

export const etcdAwaitInSync: Step<ActionOf<'etcd/await-in-sync'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const seen = await inSync(actions, context);
    return due(
      actions,
      () => seen.done,
      () => seen.seen,
    );
  },
  async apply(actions, context) {
    const who = actions.map(({host}) => host).join(', ');
    // One that answers may have gigabytes to take over; one that does not start needs somebody to look at it.
    await poll(
      () => answering(actions, context),
      {
        forWhat: `etcd on ${who} to start`,
        withinMs: 60_000,
        lookAt: `see why on ${who}: \`journalctl --unit=etcd.service\``,
      },
      context,
    );
    await poll(
      () => inSync(actions, context),
      {forWhat: `${who} to have all of etcd's data`, withinMs: 600_000},
      context,
    );
  },
};

async function answering(actions: readonly ActionOf<'etcd/await-in-sync'>[], {cluster}: RunContext) {
  const etcd = await cluster.etcd.state();
  if (!etcd.known) return {done: false, seen: etcd.why};
  const members = etcd.value.is === 'formed' ? etcd.value.members : [];
  const silent = actions.filter(({peerUrl}) => !members.some(each => each.peerUrl === peerUrl && each.healthy));
  return {done: silent.length === 0, seen: silent.map(({host}) => `${host}: does not answer`).join('; ')};
}

async function inSync(actions: readonly ActionOf<'etcd/await-in-sync'>[], {cluster}: RunContext) {
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

/** Right before this, the stage has proven that the learner lives: the server alone would promote a dead one. */
export const etcdPromote: Step<ActionOf<'etcd/promote'>> = {
  scope: 'cluster',
  async check(actions, {cluster}) {
    const etcd = await cluster.etcd.state();
    return due(
      actions,
      action => etcd.known && isPromoted(etcd.value, action),
      ({peerUrl}) => (etcd.known ? `${peerUrl} is no voter` : etcd.why),
    );
  },
  async apply(actions, context) {
    for (const action of actions) {
      const etcd = await context.cluster.etcd.state();
      if (!(etcd.known && isVoter(etcd.value, action)))
        await retryWhileNotReady(
          `etcd to take ${action.host} as a voter`,
          () => context.cluster.etcd.promote(action.peerUrl),
          context,
        );
      await poll(
        () => serves(action, context),
        {forWhat: `${action.host} to serve reads as a voter`, withinMs: 30_000},
        context,
      );
    }
  },
};

async function serves(action: ActionOf<'etcd/promote'>, {cluster}: RunContext) {
  const etcd = await cluster.etcd.state();
  const done = etcd.known && isPromoted(etcd.value, action);
  return {done, seen: etcd.known ? `${action.host} does not serve a read yet` : etcd.why};
}
