import type {ActionOf} from '../../core/plan/action.js';
import {isCleared, isNoLearner} from '../../core/plan/done.js';
import {ETCD_DATA} from '../../core/render/etcd/flags.js';
import {ETCD_MARKERS} from '../../core/render/etcd/marker.js';
import {expectedOn} from './expected.js';
import {patiently} from './patiently.js';
import {look} from './question.js';
import {due, type Step} from './step.js';

/** The list of members is asked at that moment: data is taken away only while it names nobody on this host. */
export const etcdClear: Step<ActionOf<'etcd/clear'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const facts = await Promise.all(actions.map(({host}) => look(host, {paths: [...ETCD_MARKERS]}, context)));
    const seen = new Map(actions.map((action, index) => [action, facts[index]!]));
    const etcd = await context.site.etcd.state();
    return due(
      actions,
      action => etcd.known && isCleared(seen.get(action)!, etcd.value),
      ({host}) => (etcd.known ? `${host}: has the data of a member that is no more` : etcd.why),
    );
  },
  async apply(actions, context) {
    for (const {host} of actions) {
      const identity = await expectedOn(host, context);
      await context.site.host(host).clear({identity, unit: 'etcd.service', directory: ETCD_DATA, files: ETCD_MARKERS});
    }
  },
};

/** A promotion that was given up may have taken effect after all: what is a voter by now is left alone. */
export const etcdWithdraw: Step<ActionOf<'etcd/withdraw'>> = {
  scope: 'cluster',
  async check(actions, {site}) {
    const etcd = await site.etcd.state();
    return due(
      actions,
      action => etcd.known && isNoLearner(etcd.value, action),
      ({peerUrl}) => (etcd.known ? `${peerUrl} is a learner` : etcd.why),
    );
  },
  async apply(actions, context) {
    for (const {host, peerUrl} of actions)
      await patiently(`etcd to let the learner ${host} go`, () => context.site.etcd.withdraw(peerUrl), context);
  },
};
