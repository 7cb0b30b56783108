import {expect, test} from 'vitest';
import {blockedFindings} from '../../../src/core/checks/upgrade/disruption-budgets.js';
import type {EvictablePod} from '../../../src/core/model/evictable-pods.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {NEW, OLD, said, upgrading, withNode, worker} from './cases.js';

const pod = (name: string, changes: Partial<EvictablePod> = {}): EvictablePod => ({name, going: false, ...changes});
const web = {heldBy: 'shop/web'};

test('pods that no budget holds are not spoken of', () => {
  expect(blockedFindings(known(new Map([[worker(1), [pod('shop/web-1'), pod('shop/web-2')]]])))).toEqual([]);
});

test('a budget that allows nobody to go is refused once, with its pods and their nodes', () => {
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
        'the disruption budget shop/web allows no pod to go now: shop/web-1 on worker-1 and shop/web-2 on worker-2 could not be drained',
      fix: 'let more pods of it run, or wait until all are ready: kubectl --namespace shop describe poddisruptionbudget web; a budget that never allows one to go has to be changed for the upgrade',
    },
  ]);
});

test('a budget of which a pod is on its way is waited for', () => {
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

test('so is every one while a node is held that a cut run began to drain', () => {
  const evictablePods = known(new Map([[worker(1), [pod('shop/web-1', web)]]]));
  expect(said(upgrading(OLD, NEW, {given: {evictablePods}}))).toEqual(['error upgrade/drain-blocked']);
  expect(said(upgrading(OLD, NEW, {given: {evictablePods}, observed: withNode('worker-2', {held: true})}))).toEqual([
    'warning upgrade/drain-waits',
  ]);
});

test('pods that are not known are refused with the reason', () => {
  const [finding] = blockedFindings(unknown('the API does not answer'));
  expect(finding).toMatchObject({code: 'upgrade/pods-unknown', level: 'error'});
  expect(finding?.message).toContain('the API does not answer');
});
