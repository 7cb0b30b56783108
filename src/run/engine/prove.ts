import {Failure} from '../../core/failure.js';
import type {Fact} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {EtcdState} from '../../core/model/observed.js';
import {isOutage} from '../../core/outage.js';
import type {Stage} from '../../core/plan/stage.js';
import type {Decision} from '../../core/quorum/decision.js';
import {project} from '../../core/quorum/project.js';
import type {MembershipChange} from '../../core/quorum/quorum.js';
import type {RunContext} from '../context.js';
import {throughOutage} from '../outage.js';

/**
 * Proves from the live membership that the change of a stage keeps quorum. A voter whose host cannot be asked is not
 * proven down: if its answer could permit the change, the host is waited for. Throws quorum/unknown or quorum/at-risk.
 */
export async function prove(stage: Stage, context: RunContext): Promise<void> {
  const {requires, title} = stage;
  if (!requires) return;
  const mayPass = new WeakSet<Failure>();
  const judge = async (): Promise<Decision> => {
    const state = await context.cluster.etcd.state();
    const judged = decide(title, state, requires, context);
    if (!(judged instanceof Failure)) return judged;
    if (await dependsOnUnasked(state, requires, context)) mayPass.add(judged);
    throw judged;
  };
  const isOver = (error: unknown): error is Failure => error instanceof Failure && mayPass.has(error);
  const {outage, why} = await throughOutage(judge, {where: 'the host of each etcd member', isOver}, context);
  if (outage)
    context.report({
      type: 'finding',
      finding: {
        code: 'quorum/outage',
        level: 'warning',
        message: `${title}: etcd accepts no writes until it is back: ${why}`,
      },
    });
}

type Accepted = Pick<RunContext, 'acceptDowntime' | 'acceptReducedTolerance'>;

function decide(title: string, state: Fact<EtcdState>, change: MembershipChange, accepted: Accepted) {
  if (!state.known || state.value.is !== 'formed')
    return new Failure(
      'quorum/unknown',
      `${title} refused: quorum cannot be proven: ${state.known ? `etcd is ${state.value.is}` : state.why}`,
      {
        suggestions: [
          'see which members are down: quorate topology check',
          'start each of them on its host: systemctl start etcd.service',
          'then run the same command again',
        ],
      },
    );
  const decision = project(state.value, change, overrides(accepted));
  const {safe, why, fix} = decision;
  if (safe) return decision;
  return new Failure('quorum/at-risk', `${title} refused: ${why}`, {suggestions: fix === undefined ? [] : [fix]});
}

const overrides = ({acceptDowntime, acceptReducedTolerance = false}: Accepted) => ({
  acceptDowntime,
  acceptReducedTolerance,
});

/** Whether the change would be permitted if each voter was healthy whose host cannot be asked right now. */
async function dependsOnUnasked(state: Fact<EtcdState>, change: MembershipChange, context: RunContext) {
  if (!state.known) return (await unasked(context.desired.etcd, context)).size > 0;
  if (state.value.is !== 'formed') return false;
  const {members} = state.value;
  const hosts = await unasked(
    members.filter(({healthy}) => !healthy),
    context,
  );
  const atBest = members.map(each =>
    each.host !== undefined && hosts.has(each.host) ? {...each, healthy: true} : each,
  );
  return hosts.size > 0 && project({...state.value, members: atBest}, change, overrides(context)).safe;
}

/** Of the hosts of these members, those that this run has read before, and that cannot be asked right now. */
async function unasked(
  members: readonly {readonly host?: HostName}[],
  {cluster, unread}: RunContext,
): Promise<ReadonlySet<HostName>> {
  const hosts = members.flatMap(({host}) => (host === undefined || unread?.has(host) ? [] : [host]));
  const lost = await Promise.all(
    hosts.map(async host => {
      try {
        await cluster.host(host).restarts(['etcd.service']);
        return [];
      } catch (error) {
        if (isOutage(error)) return [host];
        throw error;
      }
    }),
  );
  return new Set(lost.flat());
}
