import type {Action} from '../actions/action.js';
import {nodeOf} from '../actions/snapshot.js';
import {nodeChange} from '../model/node-change.js';
import type {PlanInput} from './input.js';

/** Labels and taints of all nodes, with what they change on the live Node. */
export const nodeLabels = (input: PlanInput): readonly Action[] =>
  input.desired.nodes.map(({host, labels, taints}): Action => {
    const live = nodeOf(host, input);
    const change = live && nodeChange(live, {labels, taints});
    return {kind: 'node/label', host, labels, taints, ...(change === undefined ? {} : {change})};
  });
