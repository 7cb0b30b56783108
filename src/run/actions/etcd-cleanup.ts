import type {ActionOf} from '../../core/actions/action.js';
import {isNoLearner, isWiped} from '../../core/actions/etcd-state.js';
import {ETCD_DATA} from '../../core/render/etcd/flags.js';
import {ETCD_MARKERS} from '../../core/render/etcd/marker.js';
import {checkInEtcd, pendingIn} from './etcd-list.js';
import {expectedOn, factsOfEach} from './read-facts.js';
import {retryWhileNotReady} from './retry.js';
import type {ActionRunner} from './runner.js';

/** Data is deleted only while the live member list has no member with the id in the marker. */
export const etcdWipeData: ActionRunner<ActionOf<'etcd/wipe-data'>> = {
  async check(actions, context) {
    const facts = await factsOfEach(actions, {paths: [...ETCD_MARKERS]}, context);
    // After the markers: a list that is older than a marker would lack a member that has just been added.
    return pendingIn(
      await context.cluster.etcd.state(),
      actions,
      (etcd, action) => isWiped(facts.get(action)!, etcd),
      ({host}) => `${host}: has the data of a removed member`,
    );
  },
  async apply(actions, context) {
    for (const {host} of actions) {
      const identity = await expectedOn(host, context);
      await context.cluster
        .host(host)
        .wipeData({identity, unit: 'etcd.service', directory: ETCD_DATA, files: ETCD_MARKERS});
    }
  },
};

/** A promotion that timed out may have succeeded: a voter is left alone. */
export const etcdRemoveLearner: ActionRunner<ActionOf<'etcd/remove-learner'>> = {
  check: checkInEtcd(isNoLearner, ({peerUrl}) => `${peerUrl} is a learner`),
  async apply(actions, context) {
    for (const {host, peerUrl} of actions)
      await retryWhileNotReady(
        `etcd to remove learner ${host}`,
        () => context.cluster.etcd.removeLearner(peerUrl),
        context,
      );
  },
};
