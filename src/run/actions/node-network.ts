import type {ActionOf} from '../../core/actions/action.js';
import {networkProblem} from '../../core/diagnosis/network-problem.js';
import {Failure} from '../../core/failure.js';
import {counted, listed} from '../../core/format.js';
import {by} from '../../core/group-by.js';
import {isDnsAnswered, isReaching, type ObservedReach, reachQueries} from '../../core/model/network-reach.js';
import type {RunContext} from '../context.js';
import {type PollResult, poll} from '../poll.js';
import {type ActionRunner, pendingUnless} from './runner.js';

type AwaitNetwork = ActionOf<'node/await-network'>;

export const nodeAwaitNetwork: ActionRunner<AwaitNetwork> = {
  async check(actions, context) {
    const {waiting, seen} = await networkStatus(actions, actions.length, context);
    return pendingUnless(
      action => !waiting.includes(action),
      actions,
      () => seen,
    );
  },
  async apply(actions, context) {
    let waiting = actions;
    const read = async (): Promise<PollResult> => {
      const status = await networkStatus(waiting, actions.length, context);
      waiting = status.waiting;
      return status;
    };
    try {
      await poll(
        read,
        {
          forWhat: `the pod network and cluster DNS on ${listed(actions.map(({host}) => host))}`,
          withinMs: WITHIN_MS,
          everyMs: 1000,
          hint: 'see what is wrong: quorate topology check',
        },
        context,
      );
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'timeout/condition')) throw error;
      throw (await causeOf(context)) ?? error;
    }
  },
};

/** The pods of cluster DNS start within seconds, from images that are on the nodes. */
const WITHIN_MS = 120_000;

/**
 * @param actions nodes that were not done yet: those that are done are not asked again.
 * @param all the number of nodes that are waited for.
 */
async function networkStatus(
  actions: readonly AwaitNetwork[],
  all: number,
  {cluster, desired}: RunContext,
): Promise<PollResult & {readonly waiting: readonly AwaitNetwork[]}> {
  const state = await cluster.kube.state([]);
  if (!state.known) return {done: false, seen: state.why, waiting: actions};
  const asked = new Set(actions.map(({host}) => host));
  const reach = await cluster.reach(reachQueries(desired, state.value.nodes).filter(({from}) => asked.has(from)));
  const waiting = actions.filter(({host, without}) => !isReaching(host, desired, reach, without));
  return {done: waiting.length === 0, seen: statusText(waiting, reach, all), waiting};
}

/** "cluster DNS answers on 4 of 5 nodes; unreachable from other nodes: w1" */
function statusText(waiting: readonly AwaitNetwork[], reach: ObservedReach, all: number): string {
  const unasked = waiting.filter(({host}) => !reach.has(host)).map(({host}) => host);
  const unread = waiting.flatMap(({host}) => {
    const fact = reach.get(host);
    return fact?.known === false ? [`${host}: ${fact.why}`] : [];
  });
  const answers = [...reach.values()].flatMap(fact => (fact.known ? [fact.value] : []));
  const withoutDns = answers.filter(({dns}) => !isDnsAnswered(dns)).length;
  const unreached = by(
    answers.flatMap(({nodes}) => [...nodes].flatMap(([to, answer]) => (answer === 'open' ? [] : [to]))),
    to => to,
  );
  // The one that most others do not reach comes first.
  const worst = [...unreached].toSorted(([, one], [, other]) => other.length - one.length).map(([to]) => to);
  return [
    ...(unasked.length > 0 ? [`not Ready: ${listed(unasked)}`] : []),
    ...unread,
    ...(withoutDns > 0 ? [`cluster DNS answers on ${all - withoutDns} of ${counted(all, 'node')}`] : []),
    ...(worst.length > 0 ? [`unreachable through the pod network: ${listed(worst)}`] : []),
  ].join('; ');
}

/** What a diagnosis finds; undefined if it finds nothing of the network. */
async function causeOf({cluster, desired, clock}: RunContext): Promise<Failure | undefined> {
  const evidence = await cluster.observe(desired, 'diagnosis');
  const problem = networkProblem({desired, evidence, now: clock.now()});
  if (problem === undefined) return undefined;
  return new Failure(problem.code, problem.text, {
    suggestions: [...problem.remedies, 'then run the same command again'],
  });
}
