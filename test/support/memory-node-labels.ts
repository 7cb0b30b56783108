import {isDeepStrictEqual} from 'node:util';
import type {NodeChange} from '../../src/core/model/node-change.js';
import type {NodeFact} from '../../src/core/model/observed.js';

/** What a Node in memory has besides its state. */
export type LabelledNode = Pick<NodeFact, 'labels' | 'taints' | 'applied' | 'unannotated'>;

/** As the kubelet registers it here: without any. */
export const UNLABELLED: LabelledNode = {labels: {}, unannotated: true};

/** The Node after a change; undefined if it is refused, as by the API: it is not what the change was computed from. */
export function changedNode(live: LabelledNode, change: NodeChange): LabelledNode | undefined {
  const {set, removed, taints, record} = change;
  if (Object.entries(removed).some(([key, value]) => live.labels[key] !== value)) return undefined;
  if (taints && !isDeepStrictEqual(live.taints ?? [], taints.before)) return undefined;
  if (record !== undefined && live.unannotated !== change.unannotated) return undefined;
  const kept = Object.entries(live.labels).filter(([key]) => !Object.hasOwn(removed, key));
  const after = taints?.after ?? live.taints ?? [];
  const applied = record ?? live.applied;
  return {
    labels: Object.fromEntries([...kept, ...Object.entries(set)]),
    ...(after.length === 0 ? {} : {taints: after}),
    ...(applied === undefined ? {} : {applied}),
    ...(live.unannotated && record === undefined ? {unannotated: true} : {}),
  };
}
