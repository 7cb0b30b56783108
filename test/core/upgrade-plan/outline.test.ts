import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Plan, Stage} from '../../../src/core/plan/stage.js';
import {drained, lastRollbackStage, outline, snapshotStage} from '../../../src/core/upgrade-plan/outline.js';
import {cp, NEW, OLD, upgrading, worker} from '../checks/upgrade/cases.js';
import {parallel, planOf, serial, workerStage} from './plans.js';

const REPLICAS = {voters: 3, controlPlanes: 3};

test('the outline has the stages in order, each with its interruption', () => {
  expect(outline(planOf(), REPLICAS)).toEqual([
    {first: 1, last: 1, title: 'Install binaries and images'},
    {first: 2, last: 2, title: 'Take a snapshot of etcd'},
    ...[2, 3, 1].map((number, index) => ({
      first: 3 + index,
      last: 3 + index,
      title: `Upgrade etcd on cp-${number}`,
      interruption: expect.stringMatching(/^etcd: none for clients with all endpoints/),
    })),
    {
      first: 6,
      last: 6,
      title: 'Upgrade the control plane on cp-1',
      interruption: 'API: none through the load balancer',
    },
    {
      first: 7,
      last: 8,
      title: 'Upgrade the node worker-1 and 1 more, at most 1 at a time',
      interruption: 'pods are evicted; kubelet: none, pods keep running',
    },
  ]);
});

test('with a single voter and control plane the outline shows the outage', () => {
  const said = outline(planOf(), {voters: 1, controlPlanes: 1}).flatMap(({interruption}) => interruption ?? []);
  expect(said).toContain('etcd: no writes until the member is back');
  expect(said).toContain('API: unavailable until it is back');
});

test('stages of different windows, or of none, have lines of their own', () => {
  const other: Stage = {...workerStage(1), window: {name: 'others', width: 2}};
  expect(outline([workerStage(1), other, workerStage(2)], REPLICAS)).toHaveLength(3);
  expect(outline([serial('One', []), serial('Two', [])], REPLICAS)).toHaveLength(2);
});

test('the lines of the outline cover every stage once, in order', () => {
  const stage = fc.constantFrom(workerStage(1), workerStage(2), serial('Alone', []), parallel('Side by side', []));
  fc.assert(
    fc.property(fc.array(stage), plan => {
      const numbers = outline(plan, REPLICAS).flatMap(({first, last}) =>
        Array.from({length: last - first + 1}, (_, index) => first + index),
      );
      expect(numbers).toEqual(plan.map((_, index) => index + 1));
    }),
  );
});

test('the drained nodes and the stage of the snapshot come from the plan', () => {
  expect(drained(planOf())).toEqual([worker(1), worker(2)]);
  expect(snapshotStage(planOf())).toBe(1);
  expect(snapshotStage([])).toBeUndefined();
});

describe('the rollback limit of etcd', () => {
  const {changes} = upgrading(OLD, NEW);

  test('is the stage of the last member that restarts', () => {
    expect(lastRollbackStage(planOf(), changes)).toBe(4);
  });

  test('does not exist if the minor stays, or if etcd is not upgraded', () => {
    expect(lastRollbackStage(planOf(), upgrading({...OLD, etcd: '3.6.12'}, OLD).changes)).toBeUndefined();
    const others: Plan = [serial('Run', [{kind: 'service/run', host: cp(1), unit: 'kubelet.service'}])];
    expect(lastRollbackStage(others, changes)).toBeUndefined();
  });
});
