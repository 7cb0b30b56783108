import {expect, test} from 'vitest';
import {project} from '../../../src/core/quorum/project.js';
import type {MembershipChange} from '../../../src/core/quorum/quorum.js';
import {type Target, urlOf} from './every-case.js';
import {membership, type Shape} from './memberships.js';

type Answer = 'yes' | 'no' | 'with less tolerance' | 'with downtime' | '-';

interface State extends Shape {
  readonly alarm?: string;
}

/** The decisions in common states: permitted, permitted with an override, or refused. */
const TABLE: readonly (readonly [title: string, state: State, answers: readonly Answer[]])[] = [
  // state, members, add, remove healthy, remove dead, restart healthy, restart dead
  ['1 of 1', {healthy: 1}, ['yes', 'no', '-', 'with downtime', '-']],
  ['1 dead of 1', {healthy: 0, down: 1}, ['no', '-', 'no', '-', 'with downtime']],
  ['2 of 2', {healthy: 2}, ['yes', 'with less tolerance', '-', 'with downtime', '-']],
  ['2, 1 dead', {healthy: 1, down: 1}, ['no', 'no', 'no', 'no', 'with downtime']],
  ['3 of 3', {healthy: 3}, ['yes', 'with less tolerance', '-', 'yes', '-']],
  ['3, 1 dead', {healthy: 2, down: 1}, ['no', 'no', 'yes', 'no', 'yes']],
  ['3, 2 dead', {healthy: 1, down: 2}, ['no', 'no', 'no', 'no', 'with downtime']],
  ['3 of 3 and a learner', {healthy: 3, learner: 'in sync'}, ['no', 'no', '-', 'no', '-']],
  ['3, 1 dead and a learner', {healthy: 2, down: 1, learner: 'in sync'}, ['no', 'no', 'no', 'no', 'yes']],
  ['4 of 4', {healthy: 4}, ['yes', 'yes', '-', 'yes', '-']],
  ['4, 1 dead', {healthy: 3, down: 1}, ['no', 'no', 'yes', 'no', 'yes']],
  ['5 of 5', {healthy: 5}, ['yes', 'with less tolerance', '-', 'yes', '-']],
  ['5, 1 dead', {healthy: 4, down: 1}, ['no', 'no', 'yes', 'with downtime', 'yes']],
  ['5, 2 dead', {healthy: 3, down: 2}, ['no', 'no', 'yes', 'no', 'yes']],
  ['5, 3 dead', {healthy: 2, down: 3}, ['no', 'no', 'no', 'no', 'with downtime']],
  ['7 of 7', {healthy: 7}, ['no', 'with less tolerance', '-', 'yes', '-']],
  ['3 of 3 and full', {healthy: 3, alarm: 'NOSPACE 0000000000000001'}, ['no', 'no', '-', 'no', '-']],
  [
    '3, the dead one corrupt',
    {healthy: 2, down: 1, alarm: 'CORRUPT 0000000000000003'},
    ['no', 'no', 'yes', 'no', 'no'],
  ],
  ['3, a live one corrupt', {healthy: 2, down: 1, alarm: 'CORRUPT 0000000000000002'}, ['no', 'no', 'no', 'no', 'no']],
];

const COLUMNS: readonly (readonly [MembershipChange['kind'], Target])[] = [
  ['add', 'stranger'],
  ['remove', 'healthy'],
  ['remove', 'down'],
  ['restart', 'healthy'],
  ['restart', 'down'],
];

test.each(TABLE)('the decisions for %s are those of the table', (_, {alarm, ...shape}, answers) => {
  const etcd = {...membership(shape), ...(alarm === undefined ? {} : {alarms: [alarm]})};
  const given = COLUMNS.map(([kind, target]): Answer => {
    if ((target === 'healthy' && shape.healthy === 0) || (target === 'down' && !shape.down)) return '-';
    const change = {kind, peerUrl: urlOf(target, shape)};
    if (project(etcd, change).safe) return 'yes';
    if (project(etcd, change, {acceptDowntime: true}).safe) return 'with downtime';
    return project(etcd, change, {acceptReducedTolerance: true}).safe ? 'with less tolerance' : 'no';
  });
  expect(given).toEqual(answers);
});

test.each(TABLE.filter(([, {alarm}]) => alarm === undefined))(
  'with %s a restart that raises the quota is decided as without a NOSPACE alarm, and refused beside a CORRUPT one',
  (_, shape) => {
    const etcd = membership(shape);
    const change = {kind: 'restart', peerUrl: urlOf(shape.healthy > 0 ? 'healthy' : 'down', shape)} as const;
    const raising = (...alarms: readonly string[]) => project({...etcd, alarms}, {...change, whileFull: true});
    expect(raising('NOSPACE 0000000000000001')).toEqual(project(etcd, change));
    expect(raising('NOSPACE 0000000000000001', 'CORRUPT 0000000000000009').safe).toBe(false);
  },
);
