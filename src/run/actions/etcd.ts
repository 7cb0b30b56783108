import type {EtcdAction} from '../../core/actions/etcd.js';
import {etcdRemoveLearner, etcdWipeData} from './etcd-cleanup.js';
import {etcdAwaitLeader, etcdAwaitMember} from './etcd-health.js';
import {etcdAddLearner, etcdAwaitInSync, etcdPromote} from './etcd-join.js';
import {etcdRecordIds, etcdRecordMember} from './etcd-membership.js';
import {etcdAwaitUnreachable, etcdMoveLeader, etcdRemove} from './etcd-remove.js';
import {pendingUnless, type Runners, unverifiable} from './runner.js';

/** A snapshot of the last minutes is enough for a repeated run: any snapshot lacks what was written after it. */
const RECENT_MS = 15 * 60_000;

export const ETCD: Runners<EtcdAction> = {
  'etcd/smoke-test': unverifiable({
    because: ({path}) => `${path} has not been started on the host with these flags`,
    async apply(actions, {cluster}) {
      for (const {host, path, flags} of actions) await cluster.host(host).smokeTestEtcd(path, flags);
    },
  }),
  'etcd/snapshot': {
    async check(actions, {cluster, clock}) {
      const newest = await cluster.etcd.newestSnapshot();
      return pendingUnless(
        () => newest !== undefined && clock.now().getTime() - newest.takenAt.getTime() < RECENT_MS,
        actions,
        () => (newest ? `the newest snapshot is from ${newest.takenAt.toISOString()}` : 'there is no snapshot'),
      );
    },
    async apply(_, {cluster}) {
      await cluster.etcd.snapshot();
    },
  },
  'etcd/await-leader': etcdAwaitLeader,
  'etcd/await-member': etcdAwaitMember,
  'etcd/wipe-data': etcdWipeData,
  'etcd/add-learner': etcdAddLearner,
  'etcd/record-ids': etcdRecordIds,
  'etcd/await-in-sync': etcdAwaitInSync,
  'etcd/promote': etcdPromote,
  'etcd/record-member': etcdRecordMember,
  'etcd/remove-learner': etcdRemoveLearner,
  'etcd/move-leader': etcdMoveLeader,
  'etcd/remove': etcdRemove,
  'etcd/await-unreachable': etcdAwaitUnreachable,
};
