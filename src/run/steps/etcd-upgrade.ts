import type {EtcdMember, EtcdState} from '../../core/cluster/observed.js';
import {Failure} from '../../core/failure.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isServing, isWhole} from '../../core/plan/done.js';
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
  check: (actions, context) =>
    dueBySight(actions, action => seeing(action, context, etcd => isServing(etcd, action) && isWhole(etcd))),
  async apply(actions, context) {
    for (const action of actions) {
      await until(
        () => seeing(action, context, etcd => isServing(etcd, action)),
        {
          forWhat: `${action.host} to serve reads as etcd ${action.version}`,
          withinMs: (action.withinSeconds ?? 120) * 1000,
          lookAt: `see why on ${action.host}: \`journalctl --unit=etcd.service\``,
        },
        context,
      );
      await othersToo(action, context);
    }
  },
};

/**
 * The others have lost a member for a moment, and catch up. One that does not come is no fault of this one, which is
 * not taken back for it: whether the next may stop is proven before it does.
 */
async function othersToo(action: ActionOf<'etcd/await-member'>, context: RunContext): Promise<void> {
  let last = '';
  const whole = async (): Promise<Seen> => {
    const seen = await seeing(action, context, isWhole);
    last = seen.seen;
    return seen;
  };
  try {
    await until(whole, {forWhat: 'all voters to serve reads', withinMs: OTHERS_MS}, context);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'timeout/condition') throw error;
    context.report({type: 'finding', finding: {code: 'quorum/one-short', level: 'warning', message: last}});
  }
}

const OTHERS_MS = 15_000;

async function seeing(
  action: ActionOf<'etcd/await-member'>,
  {site}: RunContext,
  isDone: (etcd: EtcdState) => boolean,
): Promise<Seen> {
  const etcd = await site.etcd.state();
  if (!etcd.known) return {done: false, seen: etcd.why};
  if (etcd.value.is !== 'formed') return {done: false, seen: `etcd is ${etcd.value.is}`};
  return {done: isDone(etcd.value), seen: inWords(etcd.value.members, action)};
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
