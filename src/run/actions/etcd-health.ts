import type {EtcdMember, EtcdState} from '../../core/model/observed.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isServing, isWhole} from '../../core/plan/done.js';
import {IN_SYNC_ENTRIES} from '../../core/quorum/quorum.js';
import type {RunContext} from '../context.js';
import {type PollResult, poll} from '../poll.js';
import {due, pendingWhere, type Step} from './action.js';

/** A run that is repeated within minutes goes on where it stopped: what was written since is what any snapshot lacks. */
const RECENT_MS = 15 * 60_000;

export const etcdSnapshot: Step<ActionOf<'etcd/snapshot'>> = {
  scope: 'cluster',
  async check(actions, {cluster, clock}) {
    const newest = await cluster.etcd.newestSnapshot();
    return due(
      actions,
      () => newest !== undefined && clock.now().getTime() - newest.takenAt.getTime() < RECENT_MS,
      () => (newest ? `the newest snapshot is of ${newest.takenAt.toISOString()}` : 'there is no snapshot of it here'),
    );
  },
  async apply(_, {cluster}) {
    await cluster.etcd.snapshot();
  },
};

export const etcdAwaitMember: Step<ActionOf<'etcd/await-member'>> = {
  scope: 'cluster',
  check: (actions, context) =>
    pendingWhere(actions, action => seeing(action, context, etcd => isServing(etcd, action) && isWhole(etcd))),
  async apply(actions, context) {
    for (const action of actions) {
      await poll(
        () => seeing(action, context, etcd => isServing(etcd, action)),
        {
          forWhat: `${action.host} to serve reads as etcd ${action.version}`,
          withinMs: withinMs(action),
          lookAt: `see why on ${action.host}: \`journalctl --unit=etcd.service\``,
        },
        context,
      );
      await othersToo(action, context);
    }
  },
};

/**
 * The others have lost a member for a moment, and catch up. One that is away and stays away is no fault of this one, which
 * is not taken back for it: whether the next may stop is proven before it does.
 */
async function othersToo(action: ActionOf<'etcd/await-member'>, context: RunContext): Promise<void> {
  const began = context.clock.monotonicMs();
  let missing: string | undefined;
  await poll(
    async () => {
      const seen = await seeing(action, context, isWhole);
      missing = seen.done ? undefined : seen.seen;
      return {...seen, done: seen.done || (seen.away && context.clock.monotonicMs() - began > AWAY_MS)};
    },
    {forWhat: `all voters to have caught up with ${action.host}`, withinMs: withinMs(action)},
    context,
  );
  if (missing !== undefined)
    context.report({type: 'finding', finding: {code: 'quorum/voter-missing', level: 'warning', message: missing}});
}

/** How long a voter that does not answer is waited for. */
const AWAY_MS = 15_000;

const withinMs = ({withinSeconds = 120}: ActionOf<'etcd/await-member'>): number => withinSeconds * 1000;

/** `away`: a voter does not serve. */
async function seeing(
  action: ActionOf<'etcd/await-member'>,
  {cluster}: RunContext,
  isDone: (etcd: EtcdState) => boolean,
): Promise<PollResult & {readonly away: boolean}> {
  const etcd = await cluster.etcd.state();
  if (!etcd.known) return {done: false, seen: etcd.why, away: false};
  if (etcd.value.is !== 'formed') return {done: false, seen: `etcd is ${etcd.value.is}`, away: false};
  const {members} = etcd.value;
  const away = members.some(({learner, healthy}) => !learner && !healthy);
  return {done: isDone(etcd.value), seen: formatMembers(members, action), away};
}

function formatMembers(members: readonly EtcdMember[], {host, peerUrl}: ActionOf<'etcd/await-member'>): string {
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
