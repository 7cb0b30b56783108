import {Failure} from '../../core/failure.js';
import type {Fact} from '../../core/model/fact.js';
import type {EtcdState} from '../../core/model/observed.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isMembershipRecorded, recordedBootstrapEnv} from '../../core/plan/done.js';
import {ETCD_BOOTSTRAP_ENV} from '../../core/render/etcd/bootstrap.js';
import {ETCD_MARKERS} from '../../core/render/etcd/marker.js';
import {throwCombined} from '../combine-failures.js';
import type {RunContext} from '../context.js';
import {poll} from '../poll.js';
import {due, type Step} from './action.js';
import {markerFiles} from './etcd-membership.js';
import {look} from './read-facts.js';

export const etcdAwaitLeader: Step<ActionOf<'etcd/await-leader'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const {done, seen} = await leader(context);
    return due(
      actions,
      () => done,
      () => seen,
    );
  },
  apply: (_, context) => poll(() => leader(context), {forWhat: 'etcd to elect a leader', withinMs: 120_000}, context),
};

async function leader({cluster}: RunContext): Promise<{done: boolean; seen: string}> {
  const state = await cluster.etcd.state();
  if (!state.known) return {done: false, seen: state.why};
  if (state.value.is !== 'formed') return {done: false, seen: `etcd is ${state.value.is}`};
  // Every voter is waited for: after the first start, none of them may start afresh any more; after a restart, the
  // next member may be touched.
  const voters = state.value.members.filter(member => !member.learner);
  const healthy = voters.filter(member => member.healthy).length;
  return {done: healthy === voters.length, seen: `${healthy} of ${voters.length} voters are healthy`};
}

/**
 * The member's ids are written beside its data, and the word "new" is taken out of its start: from then on a wiped
 * member refuses to start instead of founding a second cluster.
 */
export const etcdRecordMember: Step<ActionOf<'etcd/record-member'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const [etcd, facts] = await Promise.all([
      context.cluster.etcd.state(),
      Promise.all(actions.map(({host}) => look(host, {paths: [ETCD_BOOTSTRAP_ENV, ...ETCD_MARKERS]}, context))),
    ]);
    const seen = new Map(actions.map((action, index) => [action, facts[index]!]));
    return due(
      actions,
      action => etcd.known && isMembershipRecorded(seen.get(action)!, action, context.desired, etcd.value),
      ({host}) => (etcd.known ? `${host}: the member is not sealed` : etcd.why),
    );
  },
  async apply(actions, context) {
    const etcd = await context.cluster.etcd.state();
    throwCombined(
      'Seal the etcd members',
      await Promise.allSettled(actions.map(action => seal(action, etcd, context))),
    );
  },
};

async function seal(
  {host, peerUrl}: ActionOf<'etcd/record-member'>,
  etcd: Fact<EtcdState>,
  {cluster, desired}: RunContext,
) {
  const member =
    etcd.known && etcd.value.is === 'formed' ? etcd.value.members.find(each => each.peerUrl === peerUrl) : undefined;
  if (!etcd.known || etcd.value.is !== 'formed' || member === undefined)
    throw new Failure('etcd/not-a-member', `${host}: cannot seal etcd: ${peerUrl} is not in the member list`, {
      suggestions: ['run the same command again once etcd answers'],
    });
  const marker = {state: 'member', clusterId: etcd.value.clusterId, memberId: member.id} as const;
  const start = Buffer.from(recordedBootstrapEnv(desired, host));
  await cluster.host(host).put([
    {path: ETCD_BOOTSTRAP_ENV, mode: '600', content: start, secret: false},
    // The marker last: the start guard refuses a member that is still told to start a new cluster.
    ...markerFiles(marker),
  ]);
}
