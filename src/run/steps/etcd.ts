import type {Fact} from '../../core/cluster/fact.js';
import type {EtcdState} from '../../core/cluster/observed.js';
import {Failure} from '../../core/failure.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isSealed, sealedBootstrapEnv} from '../../core/plan/done.js';
import {ETCD_BOOTSTRAP_ENV} from '../../core/render/etcd/bootstrap.js';
import {ETCD_MARKERS} from '../../core/render/etcd/marker.js';
import type {RunContext} from '../context.js';
import {gathered} from '../engine/gathered.js';
import {until} from '../engine/until.js';
import {markerFiles} from './etcd-marker.js';
import {look} from './question.js';
import {due, type Step} from './step.js';

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
  apply: (_, context) => until(() => leader(context), {forWhat: 'etcd to elect a leader', withinMs: 120_000}, context),
};

async function leader({site}: RunContext): Promise<{done: boolean; seen: string}> {
  const state = await site.etcd.state();
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
export const etcdSeal: Step<ActionOf<'etcd/seal'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const [etcd, facts] = await Promise.all([
      context.site.etcd.state(),
      Promise.all(actions.map(({host}) => look(host, {paths: [ETCD_BOOTSTRAP_ENV, ...ETCD_MARKERS]}, context))),
    ]);
    const seen = new Map(actions.map((action, index) => [action, facts[index]!]));
    return due(
      actions,
      action => etcd.known && isSealed(seen.get(action)!, action, context.desired, etcd.value),
      ({host}) => (etcd.known ? `${host}: the member is not sealed` : etcd.why),
    );
  },
  async apply(actions, context) {
    const etcd = await context.site.etcd.state();
    gathered('Seal the etcd members', await Promise.allSettled(actions.map(action => seal(action, etcd, context))));
  },
};

async function seal({host, peerUrl}: ActionOf<'etcd/seal'>, etcd: Fact<EtcdState>, {site, desired}: RunContext) {
  const member =
    etcd.known && etcd.value.is === 'formed' ? etcd.value.members.find(each => each.peerUrl === peerUrl) : undefined;
  if (!etcd.known || etcd.value.is !== 'formed' || member === undefined)
    throw new Failure('etcd/not-a-member', `${host}: cannot seal etcd: ${peerUrl} is not in the member list`, {
      suggestions: ['run the same command again once etcd answers'],
    });
  const marker = {state: 'member', clusterId: etcd.value.clusterId, memberId: member.id} as const;
  const start = Buffer.from(sealedBootstrapEnv(desired, host));
  await site.host(host).put([
    {path: ETCD_BOOTSTRAP_ENV, mode: '600', content: start, secret: false},
    // The marker last: the start guard refuses a member that is still told to start a new cluster.
    ...markerFiles(marker),
  ]);
}
