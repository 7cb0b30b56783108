import {Failure} from '../../core/failure.js';
import type {EvictablePod} from '../../core/model/evictable-pods.js';
import type {Fact} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {NodeFact} from '../../core/model/observed.js';
import type {ActionOf} from '../../core/plan/action.js';
import type {RunContext} from '../context.js';
import {type PollResult, poll} from '../poll.js';
import {due, pendingWhere, type Step} from './action.js';
import {awaitingSilence} from './await-unreachable.js';

/** A node that goes on reporting runs its pods: deleted, they would be started a second time elsewhere. */
export const nodeAwaitUnreachable = awaitingSilence<ActionOf<'node/await-unreachable'>>({
  silent,
  forWhat: host => `the node ${host} to report no more`,
  withinMs: 90_000,
});

async function silent({host}: ActionOf<'node/await-unreachable'>, context: RunContext): Promise<PollResult> {
  const node = await nodeOf(host, context);
  if (!node.known) return {done: false, seen: node.why};
  return {done: node.value?.ready !== true, seen: node.value?.ready ? `the kubelet of ${host} reports to the API` : ''};
}

export const nodeDrain: Step<ActionOf<'node/drain'>> = {
  scope: 'cluster',
  check: (actions, context) => pendingWhere(actions, action => drained(action, context)),
  async apply(actions, context) {
    for (const action of actions) {
      const {host, withinSeconds} = action;
      await poll(
        async () => {
          const node = await nodeOf(host, context);
          // Nobody on a node that does not report will ever say that a pod is gone.
          if (node.known && node.value) await context.cluster.kube.drain(host, {waits: node.value.ready});
          return drained(action, context);
        },
        {
          forWhat: `the pods of ${host} to go elsewhere`,
          withinMs: withinSeconds * 1000,
          lookAt: `make room for them, or widen their disruption budget; \`kubectl uncordon ${host}\` if it is to stay after all`,
        },
        context,
      );
    }
  },
};

async function drained({host}: ActionOf<'node/drain'>, context: RunContext): Promise<PollResult> {
  const found = await nodeOf(host, context);
  if (!found.known) return {done: false, seen: found.why};
  const node = found.value;
  if (node === undefined) return {done: true, seen: ''};
  if (!node.cordoned) return {done: false, seen: `${host} takes new pods`};
  const pods = await context.cluster.kube.evictablePods([host]);
  if (!pods.known) return {done: false, seen: pods.why};
  const left = (pods.value.get(host) ?? []).filter(({going}) => node.ready || !going);
  return {done: left.length === 0, seen: `${host} still has ${left.map(formatMembers).join(', ')}`};
}

const formatMembers = ({name, going, heldBy}: EvictablePod): string => {
  if (going) return `${name}, which is ending`;
  return heldBy === undefined ? name : `${name}, which the disruption budget ${heldBy} does not let go`;
};

export const nodeDelete: Step<ActionOf<'node/delete'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const there = new Map(
      await Promise.all(actions.map(async each => [each, known(await nodeOf(each.host, context))] as const)),
    );
    return due(
      actions,
      action => there.get(action) === undefined,
      ({host}) => `the node ${host} is still there`,
    );
  },
  async apply(actions, {cluster}) {
    for (const {host} of actions) await cluster.kube.deleteNode(host);
  },
};

async function nodeOf(host: HostName, {cluster}: RunContext): Promise<Fact<NodeFact | undefined>> {
  const state = await cluster.kube.state([]);
  return state.known ? {known: true, value: state.value.nodes.find(({name}) => name === host)} : state;
}

function known<T>(fact: Fact<T>): T {
  if (fact.known) return fact.value;
  throw new Failure('kube/state-unknown', `the API could not be asked: ${fact.why}`, {
    suggestions: ['run the same command again once an API server answers'],
  });
}
