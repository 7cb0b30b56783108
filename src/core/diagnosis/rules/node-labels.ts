import type {Action} from '../../actions/action.js';
import {changedTaints} from '../../model/node-change-text.js';
import {taintText} from '../../model/node-record.js';
import type {RawFinding} from '../findings.js';

/** Labels and taints that apply would change. A Node whose record only is missing has no finding. */
export const nodeLabelFindings = (due: readonly Action[]): readonly RawFinding[] =>
  due.flatMap(action => {
    if (action.kind !== 'node/label' || action.change === undefined) return [];
    const {host, change} = action;
    const {added, gone} = changedTaints(change.taints ?? {before: [], after: []});
    return [
      ...finding('kube/node-labels-differ', host, 'labels', [
        ...Object.entries(change.set).map(([key, value]) => `desired: ${key}=${value}`),
        ...Object.entries(change.removed).map(([key, value]) => `not desired any more: ${key}=${value}`),
      ]),
      ...finding('kube/node-taints-differ', host, 'taints', [
        ...added.map(taint => `desired: ${taintText(taint)}`),
        ...gone.map(taint => `not desired any more: ${taintText(taint)}`),
      ]),
    ];
  });

const finding = (
  code: 'kube/node-labels-differ' | 'kube/node-taints-differ',
  host: string,
  what: string,
  evidence: readonly string[],
): readonly RawFinding[] =>
  evidence.length === 0
    ? []
    : [{code, host, message: `${host}: the ${what} of its Node differ from the configuration`, evidence}];
