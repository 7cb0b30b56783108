import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Plan, Stage} from '../../../src/core/plan/action.js';
import {parallel, serial} from '../../../src/core/plan/action.js';
import {drained, lastWayBack, outline, snapshotStage} from '../../../src/core/upgrade-plan/outline.js';
import {cp, NEW, OLD, upgrading, worker} from './cases.js';
import {planOf, workerStage} from './plans.js';

const COMPANY = {voters: 3, controlPlanes: 3};

test('stages stand in their order, each with what is noticed of it', () => {
  expect(outline(planOf(), COMPANY)).toEqual([
    {first: 1, last: 1, title: 'Upload binaries and images'},
    {first: 2, last: 2, title: 'Take a snapshot of etcd'},
    ...[2, 3, 1].map((number, index) => ({
      first: 3 + index,
      last: 3 + index,
      title: `Upgrade etcd on cp-${number}`,
      interruption: 'etcd: none for clients that know all members; leadership moves first, about 30 ms',
    })),
    {first: 6, last: 6, title: 'Upgrade the control plane on cp-1', interruption: 'API: none through the balancer'},
    {
      first: 7,
      last: 8,
      title: 'Upgrade the node worker-1 and 1 more like it, at most 1 at a time',
      interruption: 'its pods go elsewhere; kubelet: none, pods go on running',
    },
  ]);
});

test('where nobody can stand in, that is said', () => {
  const said = outline(planOf(), {voters: 1, controlPlanes: 1}).flatMap(({interruption}) => interruption ?? []);
  expect(said).toContain('etcd: no writes until the member is back');
  expect(said).toContain('API: no answer until it is back');
});

test('neighbours of another window, and of none, keep their own lines', () => {
  const other: Stage = {...workerStage(1), window: {name: 'others', width: 2}};
  expect(outline([workerStage(1), other, workerStage(2)], COMPANY)).toHaveLength(3);
  expect(outline([serial('One', []), serial('Two', [])], COMPANY)).toHaveLength(2);
});

test('the lines cover every stage once, in order', () => {
  const stage = fc.constantFrom(workerStage(1), workerStage(2), serial('Alone', []), parallel('Side by side', []));
  fc.assert(
    fc.property(fc.array(stage), plan => {
      const numbers = outline(plan, COMPANY).flatMap(({first, last}) =>
        Array.from({length: last - first + 1}, (_, index) => first + index),
      );
      expect(numbers).toEqual(plan.map((_, index) => index + 1));
    }),
  );
});

test('who is drained and where the snapshot is taken follow from the plan', () => {
  expect(drained(planOf())).toEqual([worker(1), worker(2)]);
  expect(snapshotStage(planOf())).toBe(1);
  expect(snapshotStage([])).toBeUndefined();
});

describe('the way back to the old etcd', () => {
  const {changes} = upgrading(OLD, NEW);

  test('ends with the last member that starts anew', () => {
    expect(lastWayBack(planOf(), changes)).toBe(4);
  });

  test('never ends where the minor stays, nor where etcd is left alone', () => {
    expect(lastWayBack(planOf(), upgrading({...OLD, etcd: '3.6.12'}, OLD).changes)).toBeUndefined();
    const others: Plan = [serial('Run', [{kind: 'service/run', host: cp(1), unit: 'kubelet.service'}])];
    expect(lastWayBack(others, changes)).toBeUndefined();
  });
});
