import type {ActionOf} from '../../core/actions/action.js';
import {isNodeReady} from '../../core/actions/nodes.js';
import type {RunContext} from '../context.js';
import {type PollResult, poll} from '../poll.js';
import {type ActionRunner, pendingUnless} from './runner.js';

type AwaitApi = ActionOf<'kube/await-api'>;
type AwaitReady = ActionOf<'node/await-ready'>;

export const kubeAwaitApi: ActionRunner<AwaitApi> = {
  async check(actions, context) {
    const ready = await apiReady(actions, context);
    return pendingUnless(
      action => ready.get(action) === true,
      actions,
      ({host}) => `the API server on ${host} is not ready`,
    );
  },
  apply: (actions, context) =>
    poll(
      async () => {
        const ready = await apiReady(actions, context);
        const waiting = actions.filter(action => ready.get(action) !== true).map(({host}) => host);
        return {done: waiting.length === 0, seen: `not ready: ${waiting.join(', ')}`};
      },
      {
        forWhat: `the API server on ${hostsOf(actions)} to become ready`,
        withinMs: timeoutMs(actions),
        hint: `on ${hostsOf(actions)}: \`journalctl --unit=kube-apiserver.service\``,
      },
      context,
    ),
};

async function apiReady(actions: readonly AwaitApi[], {cluster}: RunContext) {
  const ready = await Promise.all(
    actions.map(async action => {
      const fact = await cluster.kube.ready(action.host);
      return [action, fact.known && fact.value] as const;
    }),
  );
  return new Map(ready);
}

export const nodeAwaitReady: ActionRunner<AwaitReady> = {
  async check(actions, context) {
    const {done, seen} = await readyStatus(actions, context);
    return pendingUnless(
      () => done,
      actions,
      () => seen,
    );
  },
  apply: (actions, context) =>
    poll(
      () => readyStatus(actions, context),
      {
        forWhat: `${actions.length === 1 ? 'node' : 'nodes'} ${hostsOf(actions)} to become Ready`,
        withinMs: timeoutMs(actions),
        hint: `on ${hostsOf(actions)}: \`journalctl --unit=kubelet.service\``,
      },
      context,
    ),
};

async function readyStatus(actions: readonly AwaitReady[], {cluster}: RunContext): Promise<PollResult> {
  const state = await cluster.kube.state([]);
  if (!state.known) return {done: false, seen: state.why};
  const nodes = new Map(state.value.nodes.map(node => [node.name, node]));
  const waiting = actions.filter(action => !isNodeReady(nodes.get(action.host), action));
  const notReady = waiting.filter(({host}) => nodes.get(host)?.ready !== true).map(({host}) => host);
  const outdated = waiting.filter(({host}) => nodes.get(host)?.ready === true);
  const seen = [
    ...(notReady.length > 0 ? [`not Ready: ${notReady.join(', ')}`] : []),
    ...outdated.map(({host, version}) => `${host}: the kubelet reports ${nodes.get(host)!.version}, not ${version}`),
  ];
  return {done: waiting.length === 0, seen: seen.join('; ')};
}

/** The default allows for a machine that starts all services at once. */
const timeoutMs = (actions: readonly {readonly withinSeconds?: number}[]): number =>
  Math.max(...actions.map(({withinSeconds = 240}) => withinSeconds)) * 1000;

const hostsOf = (actions: readonly {readonly host: string}[]): string => actions.map(({host}) => host).join(', ');
