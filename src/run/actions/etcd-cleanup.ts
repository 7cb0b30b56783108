import type {ActionOf} from '../../core/plan/action.js';
import {isNoLearner, isWiped} from '../../core/plan/done.js';
import {ETCD_DATA} from '../../core/render/etcd/flags.js';
import {ETCD_MARKERS} from '../../core/render/etcd/marker.js';
import {due, type Step} from './action.js';
import {expectedOn, look} from './read-facts.js';
import {retryWhileNotReady} from './retry.js';

/** The list of members is asked at that moment: data is taken away only while it names nobody on this host. */
export const etcdWipeData: Step<ActionOf<'etcd/wipe-data'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const facts = await Promise.all(actions.map(({host}) => look(host, {paths: [...ETCD_MARKERS]}, context)));
    const seen = new Map(actions.map((action, index) => [action, facts[index]!]));
    const etcd = await context.cluster.etcd.state();
    return due(
      actions,
      action => etcd.known && isWiped(seen.get(action)!, etcd.value),
      ({host}) => (etcd.known ? `${host}: has the data of a member that is no more` : etcd.why),
    );
  },
  async apply(actions, context) {
    for (const {host} of actions) {
      const identity = await expectedOn(host, context);
      await context.cluster
        .host(host)
        .clear({identity, unit: 'etcd.service', directory: ETCD_DATA, files: ETCD_MARKERS});
    }
  },
};

/** A promotion that was given up may have taken effect after all: what is a voter by now is left alone. */
export const etcdRemoveLearner: Step<ActionOf<'etcd/remove-learner'>> = {
  scope: 'cluster',
  async check(actions, {cluster}) {
    const etcd = await cluster.etcd.state();
    return due(
      actions,
      action => etcd.known && isNoLearner(etcd.value, action),
      ({peerUrl}) => (etcd.known ? `${peerUrl} is a learner` : etcd.why),
    );
  },
  async apply(actions, context) {
    for (const {host, peerUrl} of actions)
      await retryWhileNotReady(
        `etcd to let the learner ${host} go`,
        () => context.cluster.etcd.removeLearner(peerUrl),
        context,
      );
  },
};
