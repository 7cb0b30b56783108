import fc from 'fast-check';
import {expect, test} from 'vitest';
import {judgeDefragment} from '../../../src/core/quorum/defragment.js';
import {quorum} from '../../../src/core/quorum/quorum.js';
import {isFragmented} from '../../../src/core/quorum/reclaimable.js';
import {numbers, overview} from '../../support/builders/overview.js';

const DOWN = {down: true} as const;

test.each([
  ['three healthy members', overview([{}, {}, {}]), 'permitted', 'permitted'],
  ['three of five', overview([{}, {}, {}, DOWN, DOWN]), 'refused', 'permitted'],
  ['two of three', overview([{}, {}, DOWN]), 'refused', 'permitted'],
  ['two members', overview([{}, {}]), 'refused', 'permitted'],
  ['one member', overview([{}]), 'refused', 'permitted'],
  ['lost quorum', overview([{}, DOWN, DOWN]), 'refused', 'refused'],
  ['no answer', overview([]), 'refused', 'refused'],
  ['a full database', overview([{alarms: ['NOSPACE']}, {}, {}]), 'permitted', 'permitted'],
  ['a corrupt member', overview([{}, {alarms: ['CORRUPT']}, {}]), 'refused', 'refused'],
] as const)('a defragmentation with %s', (_, etcd, plain, accepted) => {
  const answer = (accept: boolean) => (judgeDefragment(etcd, accept).refusal === undefined ? 'permitted' : 'refused');
  expect([answer(false), answer(true)]).toEqual([plain, accepted]);
});

test('the leader comes last, and learners, members that are down and members of unknown hosts are left out', () => {
  const {order} = judgeDefragment(overview([{}, {}, DOWN, {role: 'learner'}, {}]), true);
  expect(order.map(({host}) => host)).toEqual(['cp2', 'cp5', 'cp1']);
});

test('without --accept-downtime the members that are not blocked always have quorum', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom({}, DOWN), {minLength: 1, maxLength: 7}), members => {
      const {refusal, order} = judgeDefragment(overview(members), false);
      if (refusal === undefined) expect(order.length - 1).toBeGreaterThanOrEqual(quorum(members.length));
    }),
  );
});

test.each([
  ['a fresh database', 1e6, 1e6, false],
  ['one with some free pages', 2e6, 1.2e6, false],
  ['one that is half free', 100e6, 50e6, true],
  ['a large one with 2 % free', 4e9, 3.92e9, false],
])('%s is worth a defragmentation: %s of %s: %s', (_, dbSizeBytes, dbInUseBytes, expected) => {
  expect(isFragmented(numbers({dbSizeBytes, dbInUseBytes}))).toBe(expected);
});
