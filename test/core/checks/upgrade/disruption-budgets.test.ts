import {expect, test} from 'vitest';
import {blockedFindings} from '../../../../src/core/checks/upgrade/disruption-budgets.js';
import type {EvictablePod} from '../../../../src/core/model/evictable-pods.js';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {NEW, OLD, said, upgrading, withNode, worker} from './cases.js';

const pod = (name: string, changes: Partial<EvictablePod> = {}): EvictablePod => ({name, going: false, ...changes});
const web = {blockedBy: 'shop/web'};

test('pods without a blocking budget have no finding', () => {
  expect(blockedFindings(known(new Map([[worker(1), [pod('shop/web-1'), pod('shop/web-2')]]])))).toEqual([]);
});

test('a budget that allows 0 disruptions is refused once, with its pods and their nodes', () => {
  const evictablePods = known(
    new Map([
      [worker(1), [pod('shop/web-1', web), pod('shop/other')]],
      [worker(2), [pod('shop/web-2', web)]],
    ]),
  );
  expect(blockedFindings(evictablePods)).toEqual([
    {
      code: 'upgrade/drain-blocked',
      level: 'error',
      message:
        'PodDisruptionBudget shop/web allows 0 disruptions; cannot evict shop/web-1 on worker-1 and shop/web-2 on worker-2',
      fix: expect.stringContaining('`kubectl --namespace shop describe poddisruptionbudget web`'),
    },
  ]);
});

test('a budget of which a pod is terminating is a warning', () => {
  const evictablePods = known(
    new Map([
      [worker(1), [pod('shop/web-1', {...web, going: true})]],
      [worker(2), [pod('shop/web-2', web)]],
    ]),
  );
  expect(blockedFindings(evictablePods).map(({code, level}) => `${level} ${code}`)).toEqual([
    'warning upgrade/drain-waits',
  ]);
});

test('a budget is a warning while a node is cordoned by an interrupted drain', () => {
  const evictablePods = known(new Map([[worker(1), [pod('shop/web-1', web)]]]));
  expect(said(upgrading(OLD, NEW, {given: {evictablePods}}))).toEqual(['error upgrade/drain-blocked']);
  expect(said(upgrading(OLD, NEW, {given: {evictablePods}, observed: withNode('worker-2', {held: true})}))).toEqual([
    'warning upgrade/drain-waits',
  ]);
});

test('unknown pods are refused with the reason', () => {
  const [finding] = blockedFindings(unknown('the API does not answer'));
  expect(finding).toMatchObject({code: 'upgrade/pods-unknown', level: 'error'});
  expect(finding?.message).toContain('the API does not answer');
});
