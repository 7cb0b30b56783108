import type {Fact} from '../../core/cluster/fact.js';
import type {HostName} from '../../core/cluster/names.js';
import type {NodeFact} from '../../core/cluster/observed.js';
import {Failure} from '../../core/failure.js';
import type {ActionOf} from '../../core/plan/action.js';
import type {MovablePod} from '../../core/plan/movable.js';
import type {RunContext} from '../context.js';
import {type Seen, until} from '../engine/until.js';
import {awaitingSilence} from './silence.js';
import {due, dueBySight, type Step} from './step.js';

/** A node that goes on reporting runs its pods: deleted, they would be started a second time elsewhere. */
export const nodeAwaitSilence = awaitingSilence<ActionOf<'node/await-silence'>>({
  silent,
  forWhat: host => `the node ${host} to report no more`,
  withinMs: 90_000,
});

async function silent({host}: ActionOf<'node/await-silence'>, context: RunContext): Promise<Seen> {
  const node = await nodeOf(host, context);
  if (!node.known) return {done: false, seen: node.why};
  return {done: node.value?.ready !== true, seen: node.value?.ready ? `the kubelet of ${host} reports to the API` : ''};
}

export const nodeDrain: Step<ActionOf<'node/drain'>> = {
  scope: 'cluster',
  check: (actions, context) => dueBySight(actions, action => drained(action, context)),
  async apply(actions, context) {
    for (const action of actions) {
      const {host, withinSeconds} = action;
      await until(
        async () => {
          const node = await nodeOf(host, context);
          // Nobody on a node that does not report will ever say that a pod is gone.
          if (node.known && node.value) await context.site.kube.drain(host, {waits: node.value.ready});
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

async function drained({host}: ActionOf<'node/drain'>, context: RunContext): Promise<Seen> {
  const found = await nodeOf(host, context);
  if (!found.known) return {done: false, seen: found.why};
  const node = found.value;
  if (node === undefined) return {done: true, seen: ''};
  if (!node.cordoned) return {done: false, seen: `${host} takes new pods`};
  const pods = await context.site.kube.movable([host]);
  if (!pods.known) return {done: false, seen: pods.why};
  const left = (pods.value.get(host) ?? []).filter(({going}) => node.ready || !going);
  return {done: left.length === 0, seen: `${host} still has ${left.map(inWords).join(', ')}`};
}

const inWords = ({name, going, heldBy}: MovablePod): string => {
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
  async apply(actions, {site}) {
    for (const {host} of actions) await site.kube.deleteNode(host);
  },
};

async function nodeOf(host: HostName, {site}: RunContext): Promise<Fact<NodeFact | undefined>> {
  const state = await site.kube.state([]);
  return state.known ? {known: true, value: state.value.nodes.find(({name}) => name === host)} : state;
}

function known<T>(fact: Fact<T>): T {
  if (fact.known) return fact.value;
  throw new Failure('kube/unreadable', `the API could not be asked: ${fact.why}`, {
    suggestions: ['run the same command again once an API server answers'],
  });
}
