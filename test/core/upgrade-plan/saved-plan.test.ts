import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Plan} from '../../../src/core/plan/stage.js';
import {parseSavedPlan} from '../../../src/core/upgrade-plan/parse-saved.js';
import {type SavedPlan, savePlan} from '../../../src/core/upgrade-plan/saved-plan.js';
import {staleness} from '../../../src/core/upgrade-plan/stale.js';
import {NEW, OLD, upgrading, worker} from '../checks/upgrade/cases.js';
import {fileAction, planOf, SECRET_LOOKING, serial} from './plans.js';

const ROLLOUT = {maxUnavailable: {percent: 10}, drainSeconds: 300, healthSeconds: 120};

const saved = (plan: Plan = planOf(), to = NEW): SavedPlan =>
  savePlan({cluster: 'demo', to, rollback: false, rollout: ROLLOUT, changes: upgrading(OLD, to).changes, plan});
const asFile = (plan: SavedPlan): unknown => JSON.parse(JSON.stringify(plan));
const codesOf = (json: unknown): readonly string[] => {
  const parsed = parseSavedPlan(json);
  return 'kind' in parsed ? [] : parsed.map(({code}) => code);
};

describe('a saved plan', () => {
  test('is read as it was saved', () => {
    expect(parseSavedPlan(asFile(saved()))).toEqual(asFile(saved()));
  });

  test('has digests in place of the texts of files and objects', () => {
    const text = JSON.stringify(saved());
    expect(text).not.toContain(JSON.stringify(SECRET_LOOKING).slice(1, -1));
    expect(text).toContain('"digest":"dddd');
    expect(saved().stages[5]?.actions[2]).toEqual({
      kind: 'kube/apply',
      object: 'v1/ConfigMap/kube-system/coredns',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('has the rollback, the cleanup and the requirements of each stage', () => {
    const {stages} = saved();
    expect(stages[2]).toMatchObject({requires: {kind: 'restart'}, rollback: [{kind: 'link/put'}]});
    expect(stages[6]).toMatchObject({finally: [{kind: 'node/uncordon'}], window: {name: 'workers', width: 1}});
  });

  test('that was edited is refused', () => {
    const altered = {...(asFile(saved()) as SavedPlan), to: {...NEW, etcd: '3.7.4'}};
    expect(codesOf(altered)).toEqual(['upgrade/plan-altered']);
    expect(codesOf({...(asFile(saved()) as SavedPlan), more: 1})).toEqual(['upgrade/plan-altered']);
  });

  test('is read whatever the order of its fields', () => {
    const reversed = Object.fromEntries(Object.entries(asFile(saved()) as SavedPlan).reverse());
    expect(codesOf(reversed)).toEqual([]);
  });

  test.each([[null], ['text'], [[]], [{}], [{apiVersion: 'quorate/v1alpha1', kind: 'Bundle'}]])(
    'that is %j is refused',
    json => {
      expect(codesOf(json).length).toBeGreaterThan(0);
      expect(new Set(codesOf(json))).toEqual(new Set(['upgrade/bad-plan']));
    },
  );

  test('with arbitrary JSON is refused without an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), json => {
        expect(codesOf(json)).not.toEqual([]);
      }),
    );
  });

  test('with a field of the wrong type is refused, with the field', () => {
    for (const field of ['apiVersion', 'kind', 'cluster', 'to', 'rollback', 'rollout', 'changes', 'stages', 'digest']) {
      const parsed = parseSavedPlan({...(asFile(saved()) as SavedPlan), [field]: 7});
      const messages = 'kind' in parsed ? [] : parsed.map(({message}) => message);
      expect(messages).toEqual([expect.stringContaining(field)]);
    }
  });
});

describe('a saved plan after a change of the cluster', () => {
  const said = (before: SavedPlan, now: SavedPlan): string => staleness(before, now)[0]?.message ?? 'nothing';

  test('is not stale if the plan is the same', () => {
    expect(staleness(asFile(saved()) as SavedPlan, saved())).toEqual([]);
  });

  test('is stale, with the first stages that differ', () => {
    expect(said(saved(), saved(planOf().slice(1)))).toBe(
      'the saved plan is stale: the cluster changed since it was made: stage 1 was "Install binaries and images" and is "Take a snapshot of etcd"; stage 2 was "Take a snapshot of etcd" and is "Upgrade etcd on cp-2"; stage 3 was "Upgrade etcd on cp-2" and is "Upgrade etcd on cp-3"; and 5 more',
    );
  });

  test('is stale, with the actions that a stage gained and lost', () => {
    const [upload, ...rest] = planOf();
    const other = {...upload!, actions: [upload!.actions[0]!, {...fileAction, host: worker(2)}]};
    expect(said(saved(), saved([other, ...rest]))).toBe(
      'the saved plan is stale: the cluster changed since it was made: stage 1 "Install binaries and images": without file/put on worker-1 of /var/lib/kubelet/config.yaml, with file/put on worker-2 of /var/lib/kubelet/config.yaml',
    );
  });

  test('is stale with another order, a stage less or a stage more', () => {
    const [upload, ...rest] = planOf();
    expect(said(saved(), saved([{...upload!, actions: upload!.actions.toReversed()}, ...rest]))).toContain(
      'the order of its actions',
    );
    expect(said(saved(), saved(planOf().slice(0, -1)))).toContain(
      'stage 8 "Upgrade the node worker-2" is no longer needed',
    );
    expect(said(saved(), saved([...planOf(), serial('More', [])]))).toContain('stage 9 "More" is new');
  });

  test('is stale with another target, and refused for another cluster', () => {
    expect(said(saved(), saved(planOf(), {...NEW, kubernetes: '1.37.1'}))).toContain(
      'the target is kubernetes 1.37.1, the plan has 1.37.2',
    );
    expect(staleness(saved(), {...saved(), cluster: 'other'}).map(({code}) => code)).toEqual([
      'upgrade/plan-other-cluster',
    ]);
  });

  test.each([
    [false, `--to ${NEW.kubernetes} --etcd ${NEW.etcd}`],
    [true, '--abort'],
  ])('is stale with the command that makes a new one (rollback: %s)', (rollback, target) => {
    const before = {...saved(), rollback};
    expect(staleness(before, {...before, stages: []})[0]?.fix).toContain(
      `\`quorate upgrade plan ${target} --max-unavailable 10% --drain-timeout 300 --health-timeout 120 --out plan.json\``,
    );
  });

  test('is stale whichever stage is left out', () => {
    const plan = planOf();
    for (const index of plan.keys()) expect(staleness(saved(plan), saved(plan.toSpliced(index, 1)))).toHaveLength(1);
  });
});
