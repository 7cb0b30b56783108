import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Taint} from '../../../src/core/model/config.js';
import {nodeChange} from '../../../src/core/model/node-change.js';
import {nodeChangeText} from '../../../src/core/model/node-change-text.js';
import {type LabelsAndTaints, recordText, taintText} from '../../../src/core/model/node-record.js';
import type {LiveTaint} from '../../../src/core/model/observed.js';
import {changedNode, type LabelledNode, UNLABELLED} from '../../support/memory-node-labels.js';

/** The Node after everything that is to be changed. */
const settled = (live: LabelledNode, desired: LabelsAndTaints): LabelledNode => {
  const change = nodeChange(live, desired);
  return change === undefined ? live : changedNode(live, change)!;
};
const textsOf = ({taints = []}: LabelledNode) => new Set(taints.map(taintText));
const taint = (key: string, effect: Taint['effect'] = 'NoSchedule', value?: string): Taint => ({
  key,
  effect,
  ...(value === undefined ? {} : {value}),
});

const labels = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'constructor'), fc.constantFrom('', '1', '2'));
const taints = fc.uniqueArray(
  fc.record(
    {
      key: fc.constantFrom('a', 'b'),
      value: fc.constantFrom('1', '2'),
      effect: fc.constantFrom('NoSchedule' as const, 'NoExecute' as const),
    },
    {requiredKeys: ['key', 'effect']},
  ),
  {selector: ({key, effect}) => `${key}:${effect}`},
);
const configured = fc.record({labels, taints});

/** Puts what users set over what is there. */
const edited = (live: LabelledNode, users: LabelsAndTaints, deleted: readonly string[]): LabelledNode => {
  const other = (each: LiveTaint) => !users.taints.some(({key, effect}) => key === each.key && effect === each.effect);
  const kept = Object.entries(live.labels).filter(([key]) => !deleted.includes(key));
  return {
    ...live,
    labels: {...Object.fromEntries(kept), ...users.labels},
    taints: [...(live.taints ?? []).filter(each => other(each) && !deleted.includes(each.key)), ...users.taints],
  };
};

describe('the labels and taints of a Node', () => {
  test('are those of the configuration and those that quorate did not set, whatever was before', () => {
    fc.assert(
      fc.property(
        configured,
        configured,
        fc.array(fc.constantFrom('a', 'b', 'c')),
        configured,
        (old, users, deleted, desired) => {
          const before = edited(settled(UNLABELLED, old), users, deleted);
          const after = settled(before, desired);
          const hadSet = (key: string, value: string) => Object.hasOwn(old.labels, key) && old.labels[key] === value;
          const kept = Object.entries(before.labels).filter(([key, value]) => !hadSet(key, value));
          expect(after.labels).toEqual({...Object.fromEntries(kept), ...desired.labels});

          const oldTaints = new Set(old.taints.map(taintText));
          const keptTaints = (before.taints ?? []).filter(
            each =>
              !oldTaints.has(taintText(each)) &&
              !desired.taints.some(({key, effect}) => key === each.key && effect === each.effect),
          );
          expect(textsOf(after)).toEqual(new Set([...keptTaints, ...desired.taints].map(taintText)));
          expect(after.applied).toBe(recordText(desired));
          expect(nodeChange(after, desired)).toBeUndefined();
        },
      ),
    );
  });

  test('lose nothing when no record can be read', () => {
    fc.assert(
      fc.property(
        configured,
        configured,
        fc.constantFrom(undefined, 'x', '{}'),
        ({labels: found, taints: there}, desired, applied) => {
          const live = {labels: found, taints: there, ...(applied === undefined ? {} : {applied})};
          const after = settled(live, desired);
          expect(after.labels).toEqual({...found, ...desired.labels});
          for (const {key, effect} of there)
            expect(after.taints?.some(each => each.key === key && each.effect === effect)).toBe(true);
        },
      ),
    );
  });
});

describe('a change', () => {
  const record = (desired: LabelsAndTaints) => recordText(desired);
  const NONE = {labels: {}, taints: []};

  test.each<[string, LabelledNode, LabelsAndTaints, string | undefined]>([
    ['nothing', {labels: {a: '1'}, applied: record(NONE)}, NONE, undefined],
    [
      'what is set, changed and removed',
      {
        labels: {zone: 'a', tier: 'db', mine: 'x'},
        applied: record({labels: {zone: 'a', tier: 'db'}, taints: []}),
      },
      {labels: {zone: 'b', disk: 'ssd'}, taints: []},
      'label the node: +zone=b, +disk=ssd, -tier',
    ],
    [
      'that pods are evicted',
      {labels: {}, applied: record(NONE)},
      {labels: {}, taints: [taint('db', 'NoExecute', 'x')]},
      'taint the node: +db=x:NoExecute (evicts pods that do not tolerate it)',
    ],
    [
      'a taint with another value as removed and added',
      {
        labels: {},
        taints: [taint('db', 'NoSchedule', 'x')],
        applied: record({labels: {}, taints: [taint('db', 'NoSchedule', 'x')]}),
      },
      {labels: {}, taints: [taint('db', 'NoSchedule', 'y')]},
      'taint the node: +db=y:NoSchedule, -db=x:NoSchedule',
    ],
    [
      'that the taint of control planes is removed',
      {
        labels: {},
        taints: [taint('node-role.kubernetes.io/control-plane')],
        applied: record({labels: {}, taints: [taint('node-role.kubernetes.io/control-plane')]}),
      },
      NONE,
      'taint the node: -node-role.kubernetes.io/control-plane:NoSchedule',
    ],
    [
      'only the record of what is there already',
      {labels: {zone: 'a'}},
      {labels: {zone: 'a'}, taints: []},
      'record the labels and taints of the node that are in the configuration',
    ],
  ])('says %s', (_, live, desired, text) => {
    const change = nodeChange(live, desired);
    expect(change && nodeChangeText(change)).toBe(text);
  });

  test('keeps when a taint was added, and what Kubernetes sets, whatever the record says', () => {
    const added = {...taint('db', 'NoExecute'), timeAdded: '2026-01-01T00:00:00Z'};
    const ours = {labels: {'kubernetes.io/hostname': 'w1'}, taints: [taint('node.kubernetes.io/unreachable')]};
    const live = {labels: ours.labels, taints: [added, ...ours.taints], applied: recordText(ours)};
    const after = settled(live, {labels: {}, taints: [taint('db', 'NoExecute')]});
    expect(after).toMatchObject({labels: ours.labels, taints: [added, ...ours.taints]});
  });
});
