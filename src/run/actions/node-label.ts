import {isLabelled, type NodeLabel} from '../../core/actions/nodes.js';
import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import {type NodeChange, nodeChange} from '../../core/model/node-change.js';
import {nodeChangeText} from '../../core/model/node-change-text.js';
import type {NodeFact} from '../../core/model/observed.js';
import type {RunContext} from '../context.js';
import {nodesByName} from './node-state.js';
import {type ActionRunner, pendingUnless} from './runner.js';

export const nodeLabel: ActionRunner<NodeLabel> = {
  async check(actions, context) {
    const nodes = await nodesByName(context);
    return pendingUnless(
      action => isLabelled(nodes.get(action.host), action),
      actions,
      action => whyPending(action, nodes.get(action.host)),
    );
  },
  apply,
};

/**
 * Taints are one list: it is replaced only if it is still the list that was read. If others change a Node at the same
 * time, what is left is computed again. A request that is refused while nothing changes fails.
 */
async function apply(actions: readonly NodeLabel[], context: RunContext): Promise<void> {
  let refused: {readonly changes: string; readonly why: string} | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const changes = changesOf(actions, await nodesByName(context));
    if (changes.length === 0) return;
    if (refused?.changes === JSON.stringify(changes)) break;
    const why = await context.cluster.kube.changeNodes(changes);
    if (why === undefined) return;
    refused = {changes: JSON.stringify(changes), why};
  }
  throw new Failure('kube/label-failed', `cannot change the labels and taints of nodes: ${refused?.why}`, {
    suggestions: ['fix the reason in the message (often an admission webhook), then run the same command again'],
  });
}

const ATTEMPTS = 8;

/** A Node that does not exist has nothing to change: the check finds it. */
const changesOf = (
  actions: readonly NodeLabel[],
  nodes: ReadonlyMap<string, NodeFact>,
): readonly (NodeChange & {readonly name: HostName})[] =>
  actions.flatMap(action => {
    const live = nodes.get(action.host);
    const change = live && nodeChange(live, action);
    return change === undefined ? [] : [{...change, name: action.host}];
  });

function whyPending(action: NodeLabel, node: NodeFact | undefined): string {
  const change = node && nodeChange(node, action);
  return change === undefined ? `node ${action.host} does not exist` : `${action.host}: ${nodeChangeText(change)}`;
}
