import type {ActionOf} from '../../core/actions/action.js';
import {allVotersServe, isServing} from '../../core/actions/etcd-state.js';
import {listed} from '../../core/format.js';
import type {EtcdMember, EtcdState} from '../../core/model/observed.js';
import {IN_SYNC_ENTRIES} from '../../core/quorum/quorum.js';
import type {RunContext} from '../context.js';
import {type PollResult, poll} from '../poll.js';
import {type ActionRunner, pendingBy} from './runner.js';

export const etcdAwaitLeader: ActionRunner<ActionOf<'etcd/await-leader'>> = {
  check: (actions, context) => pendingBy(actions, action => leaderStatus(action, context)),
  async apply(actions, context) {
    for (const action of actions)
      await poll(
        () => leaderStatus(action, context),
        {forWhat: 'etcd to elect a leader', withinMs: 120_000, ...whereToLook(action, context)},
        context,
      );
  },
};

function whereToLook({without = []}: ActionOf<'etcd/await-leader'>, {desired}: RunContext): {readonly hint?: string} {
  const hosts = desired.etcd.map(({host}) => host).filter(host => !without.includes(host));
  return hosts.length === 0 ? {} : {hint: `on ${listed(hosts)}: \`journalctl --unit=etcd.service\``};
}

async function leaderStatus(
  {without = []}: ActionOf<'etcd/await-leader'>,
  {cluster, desired}: RunContext,
): Promise<PollResult> {
  const state = await cluster.etcd.state();
  if (!state.known) return {done: false, seen: state.why};
  if (state.value.is !== 'formed') return {done: false, seen: `etcd is ${state.value.is}`};
  // Every voter must be healthy: after the bootstrap each one is recorded, after a restart the next one is restarted.
  const isAwaited = ({host, peerUrl}: EtcdMember) =>
    !without.some(name => name === host || desired.etcd.some(each => each.host === name && each.peerUrl === peerUrl));
  const voters = state.value.members.filter(member => !member.learner && isAwaited(member));
  const healthy = voters.filter(member => member.healthy).length;
  return {done: healthy === voters.length, seen: `${healthy} of ${voters.length} voters are healthy`};
}

type AwaitMember = ActionOf<'etcd/await-member'>;

export const etcdAwaitMember: ActionRunner<AwaitMember> = {
  check: (actions, context) =>
    pendingBy(actions, action =>
      memberStatus(action, context, etcd => isServing(etcd, action) && allVotersServe(etcd)),
    ),
  async apply(actions, context) {
    for (const action of actions) {
      await poll(
        () => memberStatus(action, context, etcd => isServing(etcd, action)),
        {
          forWhat: `${action.host} to serve reads as etcd ${action.version}`,
          withinMs: withinMs(action),
          hint: `on ${action.host}: \`journalctl --unit=etcd.service\``,
        },
        context,
      );
      await awaitOthers(action, context);
    }
  },
};

/**
 * The other voters catch up after a member was away. A voter that stays down is not a fault of this member, which is not
 * rolled back for it: quorum is proven again before the next member stops.
 */
async function awaitOthers(action: AwaitMember, context: RunContext): Promise<void> {
  const started = context.clock.monotonicMs();
  let missing: string | undefined;
  await poll(
    async () => {
      const status = await memberStatus(action, context, allVotersServe);
      missing = status.done ? undefined : status.seen;
      return {...status, done: status.done || (status.voterDown && context.clock.monotonicMs() - started > DOWN_MS)};
    },
    {
      forWhat: `every voter to catch up with ${action.host}`,
      withinMs: withinMs(action),
      hint: 'see which member does not serve: quorate topology check',
    },
    context,
  );
  if (missing !== undefined)
    context.report({type: 'finding', finding: {code: 'quorum/voter-missing', level: 'warning', message: missing}});
}

/** How long the run waits for a voter that does not answer. */
const DOWN_MS = 15_000;

const withinMs = ({withinSeconds = 120}: AwaitMember): number => withinSeconds * 1000;

async function memberStatus(
  action: AwaitMember,
  {cluster}: RunContext,
  isDone: (etcd: EtcdState) => boolean,
): Promise<PollResult & {readonly voterDown: boolean}> {
  const etcd = await cluster.etcd.state();
  if (!etcd.known) return {done: false, seen: etcd.why, voterDown: false};
  if (etcd.value.is !== 'formed') return {done: false, seen: `etcd is ${etcd.value.is}`, voterDown: false};
  const {members} = etcd.value;
  const voterDown = members.some(({learner, healthy}) => !learner && !healthy);
  return {done: isDone(etcd.value), seen: formatMembers(members, action), voterDown};
}

function formatMembers(members: readonly EtcdMember[], {host, peerUrl}: AwaitMember): string {
  const own = members.find(member => member.peerUrl === peerUrl);
  const voters = members.filter(({learner}) => !learner);
  return [
    own === undefined ? `${host} is not in the member list` : `${host} ${formatMember(own)}`,
    `${voters.filter(({healthy}) => healthy).length} of ${voters.length} voters are healthy`,
    ...voters.flatMap(({name, healthy, behind}) => {
      if (behind === undefined) return healthy ? [`replication lag of ${name} unknown`] : [];
      return behind > IN_SYNC_ENTRIES ? [`${name} is ${behind} entries behind`] : [];
    }),
  ].join(', ');
}

const formatMember = ({version, healthy, why}: EtcdMember): string => {
  if (version === undefined) return 'does not answer';
  return healthy ? `runs ${version}` : `runs ${version} and fails linearizable reads (${why ?? 'no reason given'})`;
};
