import type {NodeChange} from './node-change.js';
import {type LabelsAndTaints, taintText} from './node-record.js';
import type {LiveTaint} from './observed.js';

/** "label the node: +zone=b, -tier; taint the node: +dedicated=db:NoExecute (evicts pods that do not tolerate it)" */
export function nodeChangeText({set, removed, taints}: NodeChange): string {
  const labels = [
    ...Object.entries(set).map(([key, value]) => `+${key}=${value}`),
    ...Object.keys(removed).map(key => `-${key}`),
  ];
  const {added, gone} = taints === undefined ? {added: [], gone: []} : changedTaints(taints);
  const changed = [...added.map(taint => `+${addedText(taint)}`), ...gone.map(taint => `-${taintText(taint)}`)];
  const text = [
    ...(labels.length > 0 ? [`label the node: ${labels.join(', ')}`] : []),
    ...(changed.length > 0 ? [`taint the node: ${changed.join(', ')}`] : []),
  ].join('; ');
  return text || 'record the labels and taints of the node that are in the configuration';
}

/** For a Node that is unknown yet. */
export const labelsAndTaintsText = ({labels, taints}: LabelsAndTaints): string =>
  [
    `label the node: ${Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(', ')}`,
    ...(taints.length > 0 ? [`taint it: ${taints.map(taintText).join(', ')}`] : []),
  ].join('; ');

/** A taint with another value is both. */
export function changedTaints({before, after}: NonNullable<NodeChange['taints']>): {
  readonly added: readonly LiveTaint[];
  readonly gone: readonly LiveTaint[];
} {
  const has = (taints: readonly LiveTaint[], taint: LiveTaint) =>
    taints.some(each => taintText(each) === taintText(taint));
  return {
    added: after.filter(taint => !has(before, taint)),
    gone: before.filter(taint => !has(after, taint)),
  };
}

const addedText = (taint: LiveTaint): string =>
  `${taintText(taint)}${taint.effect === 'NoExecute' ? ' (evicts pods that do not tolerate it)' : ''}`;
