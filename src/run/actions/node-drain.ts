import type {ActionOf} from '../../core/actions/action.js';
import type {EvictablePod} from '../../core/model/evictable-pods.js';
import type {HostName} from '../../core/model/names.js';
import {isOutage} from '../../core/outage.js';
import type {RunContext} from '../context.js';
import {type PollResult, poll} from '../poll.js';
import {nodeFact} from './node-state.js';
import {type ActionRunner, pendingBy} from './runner.js';

type Drain = ActionOf<'node/drain'>;

export const nodeDrain: ActionRunner<Drain> = {
  check: (actions, context) => pendingBy(actions, action => drainStatus(action, context)),
  async apply(actions, context) {
    for (const action of actions) {
      const {host, withinSeconds} = action;
      await poll(
        async () => {
          const node = await nodeFact(host, context);
          // The kubelet of a node that is not Ready never confirms that a pod has ended.
          if (node.known && node.value) await requestEviction(host, node.value.ready, context);
          return drainStatus(action, context);
        },
        {
          forWhat: `pods to be evicted from ${host}`,
          withinMs: withinSeconds * 1000,
          changes: true,
          hint: `add capacity, or relax the PodDisruptionBudget; to keep ${host}, on a control plane: \`kubectl --kubeconfig=/etc/kubernetes/admin.conf uncordon ${host}\``,
        },
        context,
      );
    }
  },
};

/** An eviction may be requested again: a request whose connection was lost is no failure. */
async function requestEviction(host: HostName, waits: boolean, {cluster}: RunContext): Promise<void> {
  try {
    await cluster.kube.drain(host, {waits});
  } catch (error) {
    if (!isOutage(error)) throw error;
  }
}

async function drainStatus({host}: Drain, context: RunContext): Promise<PollResult> {
  const found = await nodeFact(host, context);
  if (!found.known) return {done: false, seen: found.why};
  const node = found.value;
  if (node === undefined) return {done: true, seen: ''};
  if (!node.cordoned) return {done: false, seen: `${host} is schedulable (not cordoned)`};
  const pods = await context.cluster.kube.evictablePods([host]);
  if (!pods.known) return {done: false, seen: pods.why};
  const left = (pods.value.get(host) ?? []).filter(({going}) => node.ready || !going);
  return {done: left.length === 0, seen: `${host} still has ${left.map(formatPod).join(', ')}`};
}

const formatPod = ({name, going, blockedBy}: EvictablePod): string => {
  if (going) return `${name} (terminating)`;
  return blockedBy === undefined ? name : `${name} (blocked by PodDisruptionBudget ${blockedBy})`;
};
