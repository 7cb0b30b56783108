import type {EtcdMember} from '../../core/cluster/observed.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isServing} from '../../core/plan/done.js';
import {IN_SYNC_ENTRIES} from '../../core/topology/in-sync.js';
import type {RunContext} from '../context.js';
import {type Seen, until} from '../engine/until.js';
import {due, dueBySight, type Step} from './step.js';

/** A run that is repeated within minutes goes on where it stopped: what was written since is what any snapshot lacks. */
const RECENT_MS = 15 * 60_000;

export const etcdSnapshot: Step<ActionOf<'etcd/snapshot'>> = {
  scope: 'cluster',
  async check(actions, {site, now}) {
    const newest = await site.etcd.newestSnapshot();
    return due(
      actions,
      () => newest !== undefined && now().getTime() - newest.takenAt.getTime() < RECENT_MS,
      () => (newest ? `the newest snapshot is of ${newest.takenAt.toISOString()}` : 'there is no snapshot of it here'),
    );
  },
  async apply(_, {site}) {
    await site.etcd.snapshot();
  },
};

export const etcdAwaitMember: Step<ActionOf<'etcd/await-member'>> = {
  scope: 'cluster',
  check: (actions, context) => dueBySight(actions, action => serving(action, context)),
  async apply(actions, context) {
    for (const action of actions)
      await until(
        () => serving(action, context),
        {
          forWhat: `${action.host} to serve reads as etcd ${action.version}, and all voters with it`,
          withinMs: (action.withinSeconds ?? 120) * 1000,
          lookAt: `see why on ${action.host}: \`journalctl --unit=etcd.service\``,
        },
        context,
      );
  },
};

async function serving(action: ActionOf<'etcd/await-member'>, {site}: RunContext): Promise<Seen> {
  const etcd = await site.etcd.state();
  if (!etcd.known) return {done: false, seen: etcd.why};
  if (etcd.value.is !== 'formed') return {done: false, seen: `etcd is ${etcd.value.is}`};
  return {done: isServing(etcd.value, action), seen: inWords(etcd.value.members, action)};
}

function inWords(members: readonly EtcdMember[], {host, peerUrl}: ActionOf<'etcd/await-member'>): string {
  const own = members.find(member => member.peerUrl === peerUrl);
  const voters = members.filter(({learner}) => !learner);
  const behind = voters.filter(({behind = 0}) => behind > IN_SYNC_ENTRIES);
  return [
    own === undefined ? `${host} is not in the member list` : `${host} ${standing(own)}`,
    `${voters.filter(({healthy}) => healthy).length} of ${voters.length} voters are healthy`,
    ...behind.map(({name, behind}) => `${name} is ${behind} entries behind`),
    ...voters.flatMap(({name, healthy, behind}) =>
      healthy && behind === undefined ? [`how far behind ${name} is is not known`] : [],
    ),
  ].join(', ');
}

const standing = ({version, healthy, why}: EtcdMember): string => {
  if (version === undefined) return 'does not answer';
  return healthy ? `runs ${version}` : `runs ${version} and serves no read (${why ?? 'it does not say why'})`;
};
