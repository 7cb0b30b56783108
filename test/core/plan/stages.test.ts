import {describe, expect, test} from 'vitest';
import type {StageKind} from '../../../src/core/plan/stage-kinds/kind.js';
import {STAGES, type StageId, stageOf, titleOf} from '../../../src/core/plan/stages.js';
import {BANNED} from '../../support/wording/banned.js';
import {outOfOrder} from './stage-order.js';

const rows = Object.entries(STAGES) as readonly [StageId, StageKind][];

describe.each(rows)('the stage %s', (id, {does}) => {
  test('has a title and one sentence in plain words', () => {
    expect(titleOf(id)).toMatch(/^[A-Z].*[^.]$/);
    expect(does).toMatch(/^[A-Z][^.]*(?:--\w+[^.]*)?\.$/);
    expect(BANNED.filter(({pattern}) => `${titleOf(id)} ${does}`.match(pattern) !== null)).toEqual([]);
  });
});

const plan = (...stages: readonly (readonly [StageId, string?])[]) =>
  stages.map(([id, host]) => stageOf(id, [], host === undefined ? {} : {host, version: '1.37.2'}));

describe('the order of a plan', () => {
  test('accepts stages of one host after those of another, where the table has them host by host', () => {
    const growth = plan(
      ['configure'],
      ['start-members', 'cp3'],
      ['add-learner', 'cp4'],
      ['promote', 'cp4'],
      ['add-learner', 'cp5'],
      ['promote', 'cp5'],
      ['restart-members', 'cp1'],
      ['drain', 'w1'],
      ['reset', 'w1'],
      ['drain', 'w2'],
    );
    expect(outOfOrder(growth)).toEqual([]);
  });

  test('accepts an upgrade in either direction', () => {
    const back = plan(['upgrade-node', 'w1'], ['upgrade-etcd', 'cp1'], ['await-nodes']);
    expect(outOfOrder(back)).toEqual([]);
  });

  test('finds a stage that is too late, one that is out of order for its host, and an unknown title', () => {
    expect(outOfOrder(plan(['await-nodes'], ['configure']))).toEqual(['Configure the hosts']);
    expect(outOfOrder(plan(['promote', 'cp4'], ['add-learner', 'cp4']))).toEqual(['Add cp4 to etcd as a learner']);
    expect(outOfOrder([{title: 'Do something', order: 'serial', actions: []}])).toEqual(['Do something']);
  });
});
