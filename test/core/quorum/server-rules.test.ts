import {expect, test} from 'vitest';
import {project} from '../../../src/core/quorum/project.js';
import {LEARNER, membership, type Shape, STRANGER} from './memberships.js';
import {mayAddLearner, mayAddVoter, mayPromote, mayRemove} from './server-rules.js';

/** One change that the server is asked for, in one state, with what is healthy before and at once afterwards. */
interface Asked {
  readonly change: string;
  readonly accepted: boolean;
  readonly shape: Shape;
  readonly before: {readonly voters: number; readonly healthy: number};
  readonly after: {readonly voters: number; readonly healthy: number};
}

const spare = ({voters, healthy}: {voters: number; healthy: number}) => healthy - Math.floor(voters / 2) - 1;

/** Every split of 1 to 7 voters into healthy, down and never started, at least one of them healthy. */
function sweep(): readonly Asked[] {
  const asked: Asked[] = [];
  for (let voters = 1; voters <= 7; voters++)
    for (let down = 0; down < voters; down++)
      for (let unstarted = 0; unstarted < voters - down; unstarted++)
        asked.push(...allChanges(voters, down, unstarted));
  return asked;
}

function allChanges(voters: number, down: number, unstarted: number): readonly Asked[] {
  const healthy = voters - down - unstarted;
  const view = {voters, started: voters - unstarted, connected: healthy, learners: 0};
  const caughtUp = {learnerMatch: 1000, leaderMatch: 1000};
  const ask = (change: string, accepted: boolean, votersBy: number, healthyBy: number): Asked => ({
    change,
    accepted,
    shape: {healthy, down, unstarted},
    before: {voters, healthy},
    after: {voters: voters + votersBy, healthy: healthy + healthyBy},
  });
  const up = {learner: false, started: true, connected: true};
  return [
    ask('add a learner', mayAddLearner(view), 0, 0),
    ask('add a voter', mayAddVoter(view), 1, 0),
    ask('promote a living learner', mayPromote(view, caughtUp), 1, 1),
    ask('promote a dead learner', mayPromote(view, caughtUp), 1, 0),
    ask('remove a healthy voter', mayRemove(view, up), -1, -1),
    ...(down > 0 ? [ask('remove a dead voter', mayRemove(view, {...up, connected: false}), -1, 0)] : []),
    ...(unstarted > 0
      ? [ask('remove an unstarted voter', mayRemove(view, {...up, started: false, connected: false}), -1, 0)]
      : []),
  ];
}

const loses = ({accepted, before, after}: Asked) => accepted && spare(before) >= 0 && spare(after) < 0;

test("etcd's own check permits eleven changes that lose quorum at once, ten of them the promotion of a failed learner", () => {
  const losing = sweep().filter(loses);
  expect(losing).toHaveLength(11);
  expect(losing.filter(({change}) => change === 'promote a dead learner')).toHaveLength(10);
  expect(losing.filter(({change}) => change === 'add a voter')).toEqual([
    expect.objectContaining({before: {voters: 1, healthy: 1}}),
  ]);
});

test('quorate refuses each of the eleven: a failed learner is not promoted, and an added member has no vote', () => {
  const overrides = {acceptDowntime: true, acceptReducedTolerance: true};
  const answers = sweep()
    .filter(loses)
    .map(({change, shape}) =>
      change === 'add a voter'
        ? project(membership(shape), {kind: 'promote', peerUrl: STRANGER}, overrides)
        : project(membership({...shape, learner: 'dead'}), {kind: 'promote', peerUrl: LEARNER}, overrides),
    );
  expect(answers.filter(({safe}) => safe)).toEqual([]);
  expect(answers.filter(({why}) => why.startsWith('new does not answer'))).toHaveLength(10);
});

test("etcd's own check accepts changes that cannot be committed, and refuses harmless learners", () => {
  const asked = sweep();
  const accepted = asked.filter(each => each.accepted);
  expect(asked).toHaveLength(532);
  expect(accepted).toHaveLength(286);
  expect(accepted.filter(({before}) => spare(before) < 0)).toHaveLength(136);
  expect(
    asked.filter(({change, accepted, before}) => change === 'add a learner' && !accepted && spare(before) >= 0),
  ).toHaveLength(9);
});
