import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {snapshotMember} from '../../../src/core/snapshots/source.js';
import {numbers, overview} from '../../support/builders/overview.js';

const chosen = (...args: Parameters<typeof snapshotMember>) => {
  const source = snapshotMember(...args);
  return typeof source === 'string'
    ? source
    : [source.host, source.warning === undefined ? 'complete' : 'may lack writes'];
};
const far = {status: numbers({behind: 101, index: 900})};

test.each([
  [
    'the follower that is least behind',
    overview([{}, {status: numbers({behind: 3})}, {status: numbers({behind: 1})}]),
    ['cp3', 'complete'],
  ],
  ['the leader while all followers are far behind', overview([{}, far, far]), ['cp1', 'complete']],
  ['the leader of one member', overview([{}]), ['cp1', 'complete']],
  ['no learner', overview([{}, {role: 'learner'}]), ['cp1', 'complete']],
  ['no member that is down', overview([{}, {down: true}, {}]), ['cp3', 'complete']],
  [
    'without quorum the member with the newest log',
    overview([
      {healthy: false, status: numbers({index: 5})},
      {healthy: false, status: numbers({index: 9})},
      {down: true},
      {down: true},
    ]),
    ['cp2', 'may lack writes'],
  ],
  ['none while no member answers', overview([{down: true}, {down: true}]), 'no member answers'],
] as const)('a snapshot is taken from %s', (_, etcd, expected) => {
  expect(chosen(etcd, undefined)).toEqual(expected);
});

test.each([
  ['the leader', overview([{}, {}, {}]), 'cp1', ['cp1', 'complete']],
  ['a member that serves no reads', overview([{}, {}, {healthy: false}]), 'cp3', ['cp3', 'may lack writes']],
  ['a learner', overview([{}, {}, {role: 'learner'}]), 'cp3', ['cp3', 'may lack writes']],
  ['a survivor', overview([{down: true}, {down: true}, {healthy: false}]), 'cp3', ['cp3', 'may lack writes']],
  ['a member that is down', overview([{}, {}, {down: true}]), 'cp3', 'cp3: does not answer'],
  ['a host without a member', overview([{}]), 'w1', 'w1: is no etcd host of the configuration'],
] as const)('--from decides: %s', (_, etcd, from, expected) => {
  expect(chosen(etcd, hostName(from))).toEqual(expected);
});
