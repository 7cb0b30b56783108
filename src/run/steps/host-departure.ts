import type {NodeFact} from '../../core/cluster/observed.js';
import {RESET} from '../../core/cluster/reset.js';
import {Failure} from '../../core/failure.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isReset} from '../../core/plan/done.js';
import type {RunContext} from '../context.js';
import {type Seen, until} from '../engine/until.js';
import {look} from './question.js';
import {due, type Step} from './step.js';

/**
 * The operator's own view is not enough: a host that is merely cut off from here goes on serving. So its member must
 * not answer the others, and its kubelet must have stopped reporting.
 */
export const hostAwaitSilence: Step<ActionOf<'host/await-silence'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const seen = await Promise.all(actions.map(action => silent(action, context)));
    const heard = new Map(actions.map((action, index) => [action, seen[index]!]));
    return due(
      actions,
      action => heard.get(action)!.done,
      action => heard.get(action)!.seen,
    );
  },
  async apply(actions, context) {
    for (const action of actions)
      await until(
        () => silent(action, context),
        {
          forWhat: `${action.host} to be silent in its cluster as well`,
          withinMs: 90_000,
          lookAt: `${action.host} lives, though it cannot be reached from here: mend the way to it, or switch it off`,
        },
        context,
      );
  },
};

async function silent({host, peerUrl}: ActionOf<'host/await-silence'>, {site}: RunContext): Promise<Seen> {
  const heard = peerUrl === undefined ? undefined : await site.etcd.isHeard(peerUrl);
  if (heard && !heard.known) return {done: false, seen: heard.why};
  if (heard?.value) return {done: false, seen: `its etcd member answers the others`};
  const state = await site.kube.state([]);
  // Members of an etcd without a Kubernetes to ask are nobody's nodes.
  const reports = state.known && nodeOf(host, state.value.nodes)?.ready === true;
  return {done: !reports, seen: reports ? 'its kubelet reports to the API server' : ''};
}

const nodeOf = (host: string, nodes: readonly NodeFact[]) => nodes.find(({name}) => name === host);

export const nodeDrain: Step<ActionOf<'node/drain'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const left = new Map(await Promise.all(actions.map(async each => [each, await undrained(each, context)] as const)));
    return due(
      actions,
      action => left.get(action) === undefined,
      action => left.get(action)!,
    );
  },
  async apply(actions, {site, report}) {
    for (const {host, timeoutSeconds} of actions) {
      const node = nodeOf(host, await nodes(site));
      if (node === undefined) continue;
      report({type: 'step', title: `${host}: evicting its pods`});
      // Nobody on a node that does not report will ever say that a pod is gone.
      await site.kube.drain(host, {timeoutSeconds, waits: node.ready});
    }
  },
};

/** What there is still to be drained, for people; undefined when there is nothing. */
async function undrained(
  {host}: ActionOf<'node/drain'>,
  {site}: Pick<RunContext, 'site'>,
): Promise<string | undefined> {
  const node = nodeOf(host, await nodes(site));
  if (node === undefined) return undefined;
  if (!node.cordoned) return `${host}: takes new pods`;
  const pods = await site.kube.movable(host);
  if (!pods.known) return pods.why;
  const left = pods.value.filter(({going}) => node.ready || !going);
  return left.length === 0 ? undefined : `${host}: still has ${left.map(({name}) => name).join(', ')}`;
}

export const nodeDelete: Step<ActionOf<'node/delete'>> = {
  scope: 'cluster',
  async check(actions, {site}) {
    const there = await nodes(site);
    return due(
      actions,
      ({host}) => nodeOf(host, there) === undefined,
      ({host}) => `${host}: the node is still there`,
    );
  },
  async apply(actions, {site}) {
    for (const {host} of actions) await site.kube.deleteNode(host);
  },
};

async function nodes(site: RunContext['site']): Promise<readonly NodeFact[]> {
  const state = await site.kube.state([]);
  if (state.known) return state.value.nodes;
  throw new Failure('kube/unreadable', `the API could not be asked: ${state.why}`, {
    suggestions: ['run the same command again once an API server answers'],
  });
}

export const hostReset: Step<ActionOf<'host/reset'>> = {
  scope: 'host',
  async check(actions, context) {
    const facts = await look(actions[0]!.host, {}, context);
    return due(
      actions,
      () => isReset(facts),
      ({host}) => `${host}: ${facts.owned.size} things of the cluster are still there`,
    );
  },
  async apply(actions, {site}) {
    for (const {host} of actions) await site.host(host).reset(RESET);
  },
};
