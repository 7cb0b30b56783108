import {describe, expect, test} from 'vitest';
import {etcdId} from '../../../src/core/cluster/names.js';
import type {EtcdMember} from '../../../src/core/cluster/observed.js';
import type {MembershipChange} from '../../../src/core/topology/change.js';
import {project} from '../../../src/core/topology/project.js';

const url = (number: number) => `https://10.0.0.${number}:2380`;
const NEWCOMER = url(99);

const member = (number: number, changes: Partial<EtcdMember> = {}): EtcdMember => ({
  id: etcdId(`${number}`),
  name: `cp${number}`,
  peerUrl: url(number),
  learner: false,
  healthy: true,
  leader: false,
  ...changes,
});

/** Voters 1 … n, those in `down` not healthy. */
const voters = (count: number, down: ReadonlySet<number>) =>
  Array.from({length: count}, (_, index) => member(index + 1, {healthy: !down.has(index + 1)}));

const subsets = (count: number): readonly ReadonlySet<number>[] =>
  Array.from(
    {length: 2 ** count},
    (_, bits) => new Set(Array.from({length: count}, (_, index) => index + 1).filter(n => bits & (1 << (n - 1)))),
  );

interface Case {
  readonly count: number;
  readonly down: ReadonlySet<number>;
  readonly change: MembershipChange;
}

const cases = (count: number): readonly Case[] =>
  subsets(count).flatMap(down => [
    {count, down, change: {kind: 'add', peerUrl: NEWCOMER}},
    ...Array.from({length: count}, (_, index) => url(index + 1)).flatMap(peerUrl =>
      (['remove', 'restart'] as const).map(kind => ({count, down, change: {kind, peerUrl}})),
    ),
  ]);

/** The members as they would be, one by one, with whatever is touched or new counted as lost; then a show of hands. */
function holdsAtItsWorst({count, down, change}: Case): boolean {
  const ballots: boolean[] = [];
  for (let number = 1; number <= count; number++) {
    const touched = url(number) === change.peerUrl;
    if (touched && change.kind === 'remove') continue;
    ballots.push(!touched && !down.has(number));
  }
  if (change.kind === 'add') ballots.push(false);
  const hands = ballots.filter(Boolean).length;
  return hands > ballots.length - hands;
}

/** One voter cannot be made three without being two, and one or two cannot be restarted without a pause. */
function isException({count, down, change}: Case): boolean {
  const othersDown = [...down].filter(number => url(number) !== change.peerUrl);
  if (othersDown.length > 0) return false;
  return change.kind === 'add' ? count === 1 : change.kind === 'restart' && count <= 2;
}

describe.each([1, 2, 3, 4, 5, 6, 7])('of %d voters', count => {
  test('a change is permitted exactly when a quorum of healthy voters is left at the worst, or nothing else helps', () => {
    const wrong = cases(count).filter(
      each => project(voters(each.count, each.down), each.change).safe !== (holdsAtItsWorst(each) || isException(each)),
    );
    expect(wrong).toEqual([]);
  });

  test('a restart is said to be an outage exactly when it is permitted without a quorum left', () => {
    const wrong = cases(count).filter(each => {
      const {safe, outage} = project(voters(each.count, each.down), each.change);
      return outage !== (safe && each.change.kind === 'restart' && !holdsAtItsWorst(each));
    });
    expect(wrong).toEqual([]);
  });

  test('a learner that is not the one to be changed stands in the way of every change', () => {
    const learner = member(50, {learner: true});
    const permitted = cases(count).filter(each => project([...voters(count, each.down), learner], each.change).safe);
    expect(permitted).toEqual([]);
  });
});

test('the arithmetic is shown with the members it is about', () => {
  expect(project(voters(3, new Set([2])), {kind: 'restart', peerUrl: url(1)})).toEqual({
    safe: false,
    outage: false,
    why: '1 of 3 voters up, quorum 2; not healthy: https://10.0.0.2:2380',
  });
  expect(project([member(1), member(2, {learner: true})], {kind: 'add', peerUrl: NEWCOMER}).why).toBe(
    'https://10.0.0.2:2380 is still a learner',
  );
});

test('promoting a learner counts it as a newcomer that may be down', () => {
  const learner = member(4, {learner: true});
  expect(project([...voters(3, new Set()), learner], {kind: 'add', peerUrl: url(4)}).safe).toBe(true);
  expect(project([...voters(3, new Set([3])), learner], {kind: 'add', peerUrl: url(4)}).safe).toBe(false);
});

test('the last voter is never removed', () => {
  expect(project([member(1)], {kind: 'remove', peerUrl: url(1)}).safe).toBe(false);
});
