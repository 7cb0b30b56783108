import type {ActionOf} from '../../core/plan/action.js';
import {leavingNothing} from './action.js';

/** Nothing tells that a program ran before: it may have been replaced since, or what it links to. */
export const programTry = leavingNothing<ActionOf<'binary/verify'>>({
  scope: 'host',
  because: ({path}) => `whether ${path} runs there is only known by trying`,
  apply: (actions, {cluster}) => cluster.host(actions[0]!.host).tryPrograms(actions),
});

export const etcdTry = leavingNothing<ActionOf<'etcd/smoke-test'>>({
  scope: 'host',
  because: ({path}) => `whether ${path} starts there with these flags is only known by trying`,
  async apply(actions, {cluster}) {
    for (const {host, path, flags} of actions) await cluster.host(host).tryEtcd(path, flags);
  },
});
