import type {ActionOf} from '../../core/actions/action.js';
import type {RunContext} from '../context.js';
import {type PollResult, poll} from '../poll.js';
import {type ActionRunner, pendingBy} from './runner.js';

type AwaitSame = ActionOf<'restore/await-same'>;

export const restoreAwaitSame: ActionRunner<AwaitSame> = {
  check: (actions, context) => pendingBy(actions, action => status(action, context)),
  async apply(actions, context) {
    for (const action of actions)
      await poll(
        () => status(action, context),
        {
          forWhat: 'all restored members to serve the same data',
          withinMs: 120_000,
          hint: `on ${action.members[0]}: \`journalctl --unit=etcd.service\``,
        },
        context,
      );
  },
};

/** All voters of the new cluster are healthy, and their revisions and hashes are equal: nothing writes yet. */
async function status({members, record: {clusterId}}: AwaitSame, {cluster}: RunContext): Promise<PollResult> {
  const etcd = await cluster.etcd.state();
  if (!etcd.known) return {done: false, seen: etcd.why};
  if (etcd.value.is !== 'formed') return {done: false, seen: `etcd is ${etcd.value.is}`};
  if (etcd.value.clusterId !== clusterId)
    return {done: false, seen: `the cluster ${etcd.value.clusterId} serves, not ${clusterId}`};
  const healthy = etcd.value.members.filter(each => each.healthy && !each.learner).length;
  if (healthy < members.length) return {done: false, seen: `${healthy} of ${members.length} voters are healthy`};
  const looks = await Promise.all(members.map(async host => ({host, ...(await cluster.host(host).etcdData.look())})));
  const states = looks.map(({host, running}) => `${host}: revision ${running?.revision}, hash ${running?.hash}`);
  const same = new Set(looks.map(({running}) => `${running?.revision} ${running?.hash}`)).size === 1;
  return {done: same && looks[0]?.running?.hash !== undefined, seen: states.join('; ')};
}
