import type {ActionOf} from '../../core/plan/action.js';
import {leavingNothing} from './step.js';

/** Nothing tells that a program ran before: it may have been replaced since, or what it links to. */
export const programTry = leavingNothing<ActionOf<'program/try'>>({
  scope: 'host',
  because: ({path}) => `whether ${path} runs there is only known by trying`,
  apply: (actions, {site}) => site.host(actions[0]!.host).tryPrograms(actions),
});

export const etcdTry = leavingNothing<ActionOf<'etcd/try'>>({
  scope: 'host',
  because: ({path}) => `whether ${path} starts there with these flags is only known by trying`,
  async apply(actions, {site}) {
    for (const {host, path, flags} of actions) await site.host(host).tryEtcd(path, flags);
  },
});
