import {Failure} from '../../core/failure.js';
import type {Fact} from '../../core/model/fact.js';
import {covers} from '../../core/model/object-matches.js';
import type {KubeState} from '../../core/model/observed.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isNodeReady} from '../../core/plan/done.js';
import {objectKey} from '../../core/render/kube/object.js';
import type {RunContext} from '../context.js';
import {type PollResult, poll} from '../poll.js';
import {due, type Step} from './action.js';

export const kubeAwaitApi: Step<ActionOf<'kube/await-api'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const ready = await answering(actions, context);
    return due(
      actions,
      action => ready.get(action) === true,
      ({host}) => `${host}: the API server is not ready`,
    );
  },
  apply: (actions, context) =>
    poll(
      async () => {
        const ready = await answering(actions, context);
        const waiting = actions.filter(action => ready.get(action) !== true).map(({host}) => host);
        return {done: waiting.length === 0, seen: `not ready: ${waiting.join(', ')}`};
      },
      {forWhat: `the API server on ${actions.map(({host}) => host).join(', ')}`, withinMs: patience(actions)},
      context,
    ),
};

/** A machine that starts everything at once takes its time. */
const patience = (actions: readonly {readonly withinSeconds?: number}[]): number =>
  Math.max(...actions.map(({withinSeconds = 240}) => withinSeconds)) * 1000;

async function answering(actions: readonly ActionOf<'kube/await-api'>[], {cluster}: RunContext) {
  const asked = await Promise.all(
    actions.map(async action => {
      const ready = await cluster.kube.ready(action.host);
      return [action, ready.known && ready.value] as const;
    }),
  );
  return new Map(asked);
}

export const kubeApply: Step<ActionOf<'kube/apply'>> = {
  scope: 'cluster',
  async check(actions, {cluster}) {
    const state = value(await cluster.kube.state(actions.map(({object}) => object)));
    return due(
      actions,
      ({object}) => covers(state.objects.get(objectKey(object)), object) && state.objects.has(objectKey(object)),
      ({object}) => `${objectKey(object)} is missing or differs`,
    );
  },
  apply: (actions, {cluster}) => cluster.kube.apply(actions.map(({object}) => object)),
};

export const nodeAwaitReady: Step<ActionOf<'node/await-ready'>> = {
  scope: 'cluster',
  async check(actions, context) {
    const {done, seen} = await nodesReady(actions, context);
    return due(
      actions,
      () => done,
      () => seen,
    );
  },
  apply: (actions, context) =>
    poll(
      () => nodesReady(actions, context),
      {
        forWhat: `${actions.length === 1 ? 'the node' : 'the nodes'} ${actions.map(({host}) => host).join(', ')} to be Ready`,
        withinMs: patience(actions),
      },
      context,
    ),
};

async function nodesReady(
  actions: readonly ActionOf<'node/await-ready'>[],
  {cluster}: RunContext,
): Promise<PollResult> {
  const state = await cluster.kube.state([]);
  if (!state.known) return {done: false, seen: state.why};
  const nodes = new Map(state.value.nodes.map(node => [node.name, node]));
  const waiting = actions.filter(action => !isNodeReady(nodes.get(action.host), action));
  const silent = waiting.filter(({host}) => nodes.get(host)?.ready !== true).map(({host}) => host);
  const others = waiting.filter(({host}) => nodes.get(host)?.ready === true);
  const seen = [
    ...(silent.length > 0 ? [`not Ready: ${silent.join(', ')}`] : []),
    ...others.map(({host, version}) => `${host}: its kubelet still says ${nodes.get(host)!.version}, not ${version}`),
  ];
  return {done: waiting.length === 0, seen: seen.join('; ')};
}

export const nodeMark: Step<ActionOf<'node/label'>> = {
  scope: 'cluster',
  async check(actions, {cluster}) {
    const {nodes} = value(await cluster.kube.state([]));
    return due(
      actions,
      ({host, labels}) => nodes.some(node => node.name === host && covers(node.labels, labels)),
      ({host}) => `${host}: labels are missing`,
    );
  },
  apply: (actions, {cluster}) => cluster.kube.label(actions.map(({host, labels}) => ({name: host, labels}))),
};

function value(state: Fact<KubeState>): KubeState {
  if (state.known) return state.value;
  throw new Failure('kube/state-unknown', `the API could not be asked: ${state.why}`, {
    suggestions: ['run the same command again once an API server answers'],
  });
}
