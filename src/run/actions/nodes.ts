import type {ActionOf} from '../../core/actions/action.js';
import type {NodeAction} from '../../core/actions/nodes.js';
import {covers} from '../../core/model/object-matches.js';
import {objectKey} from '../../core/render/kube/object.js';
import type {RunContext} from '../context.js';
import type {PollResult} from '../poll.js';
import {awaitUnreachable} from './await-unreachable.js';
import {nodeDrain} from './node-drain.js';
import {nodeLabel} from './node-label.js';
import {nodeAwaitNetwork} from './node-network.js';
import {kubeAwaitApi, nodeAwaitReady} from './node-ready.js';
import {kubeState, nodeFact, nodesByName} from './node-state.js';
import {pendingUnless, type Runners} from './runner.js';

export const NODES: Runners<NodeAction> = {
  'kube/await-api': kubeAwaitApi,
  'kube/apply': {
    async check(actions, context) {
      const {objects} = await kubeState(
        context,
        actions.map(({object}) => object),
      );
      return pendingUnless(
        ({object}) => objects.has(objectKey(object)) && covers(objects.get(objectKey(object)), object),
        actions,
        ({object}) => `${objectKey(object)} is missing or differs`,
      );
    },
    apply: (actions, {cluster}) => cluster.kube.apply(actions.map(({object}) => object)),
  },
  'node/await-ready': nodeAwaitReady,
  'node/await-network': nodeAwaitNetwork,
  'node/label': nodeLabel,
  'node/cordon': {
    async check(actions, context) {
      const nodes = await nodesByName(context);
      return pendingUnless(
        ({host}) => nodes.get(host)?.cordoned === true,
        actions,
        ({host}) => (nodes.has(host) ? `${host} is schedulable (not cordoned)` : `node ${host} does not exist`),
      );
    },
    async apply(actions, {cluster}) {
      for (const {host} of actions) await cluster.kube.cordon(host);
    },
  },
  'node/uncordon': {
    async check(actions, context) {
      const nodes = await nodesByName(context);
      return pendingUnless(
        ({host}) => nodes.get(host)?.held !== true,
        actions,
        ({host}) => `${host} is cordoned by quorate`,
      );
    },
    async apply(actions, {cluster}) {
      for (const {host} of actions) await cluster.kube.uncordon(host);
    },
  },
  'node/drain': nodeDrain,
  'node/delete': {
    async check(actions, context) {
      const nodes = await nodesByName(context);
      return pendingUnless(
        ({host}) => !nodes.has(host),
        actions,
        ({host}) => `node ${host} exists`,
      );
    },
    async apply(actions, {cluster}) {
      for (const {host} of actions) await cluster.kube.deleteNode(host);
    },
  },
  /** A node that still reports runs its pods: after a delete they would be started a second time on other nodes. */
  'node/await-unreachable': awaitUnreachable({
    isUnreachable: doesNotReport,
    forWhat: host => `node ${host} to stop reporting`,
    withinMs: 90_000,
  }),
};

async function doesNotReport({host}: ActionOf<'node/await-unreachable'>, context: RunContext): Promise<PollResult> {
  const node = await nodeFact(host, context);
  if (!node.known) return {done: false, seen: node.why};
  return {done: node.value?.ready !== true, seen: node.value?.ready ? `the kubelet of ${host} reports to the API` : ''};
}
