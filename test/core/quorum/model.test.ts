import {describe, expect, test} from 'vitest';
import {project} from '../../../src/core/quorum/project.js';
import {type DiagnosisContext, everyCase, everyShape, type Target, urlOf} from './every-case.js';
import {membership} from './memberships.js';
import {mayAddLearner, mayPromote, mayRemove} from './server-rules.js';

const cases = everyCase();
const permitted = cases.filter(({verdict}) => verdict.safe);
const majority = (voters: number): number => Math.floor(voters / 2) + 1;
const isVoter = (target: Target): boolean => ['healthy', 'down', 'unstarted'].includes(target);

/** Do the voters that are proven healthy decide afterwards, with the member that was touched down? */
function keepsQuorum({kind, target, voters, shape: {healthy}}: DiagnosisContext): boolean {
  const promoted = kind === 'promote' && target === 'learner' ? 1 : 0;
  const removed = kind === 'remove' && isVoter(target) ? 1 : 0;
  const stopped = target === 'healthy' && (kind === 'remove' || kind === 'restart') ? 1 : 0;
  return healthy - stopped >= majority(voters + promoted - removed);
}

/** From one voter there is no way to more but through two: the learner must live, and be in sync. */
const secondVoter = ({kind, target, voters, shape}: DiagnosisContext): boolean =>
  kind === 'promote' && target === 'learner' && voters === 1 && shape.healthy === 1 && shape.learner === 'in sync';

const consentedOutage = ({kind, overrides, verdict}: DiagnosisContext): boolean =>
  kind === 'restart' && verdict.outage && overrides.acceptDowntime === true;

/** The first few, for people. */
const told = (some: readonly DiagnosisContext[]): readonly string[] =>
  some
    .slice(0, 5)
    .map(({kind, target, shape, alarm, overrides, verdict}) =>
      JSON.stringify({kind, target, ...shape, alarm, ...overrides, why: verdict.why}),
    );

describe('over every membership of 1 to 7 voters, every change, alarm and consent', () => {
  test('a permitted change keeps quorum in the worst case, except the second voter and an accepted outage', () => {
    const losing = permitted.filter(each => !keepsQuorum(each) && !secondVoter(each) && !consentedOutage(each));
    expect(told(losing)).toEqual([]);
    expect(cases.length).toBeGreaterThan(100_000);
    expect(new Set(permitted.map(({kind}) => kind)).size).toBe(4);
  });

  test('an outage is permitted only if accepted, and only with all voters healthy or for an unhealthy member', () => {
    const outages = permitted.filter(({verdict}) => verdict.outage);
    const allowed = ({kind, voters, target, overrides, shape: {healthy}}: DiagnosisContext) =>
      kind === 'restart' &&
      overrides.acceptDowntime === true &&
      ((voters <= 2 && healthy === voters) || target === 'down' || target === 'unstarted');
    expect(told(outages.filter(each => !allowed(each)))).toEqual([]);
    expect(outages.length).toBeGreaterThan(0);
  });

  test("etcd's own server accepts every permitted change, whether an unresponsive member is connected or not", () => {
    const beyond = permitted.filter(each => !serverAccepts(each, false) || !serverAccepts(each, true));
    expect(told(beyond)).toEqual([]);
  });

  test('during an alarm every change is refused, except the removal of a corrupt minority member', () => {
    const changed = permitted.filter(({alarm}) => alarm !== 'none');
    const allowed = ({kind, alarm, shape: {healthy}, target, voters}: DiagnosisContext) =>
      kind === 'remove' &&
      alarm === 'target is corrupt' &&
      healthy - (target === 'healthy' ? 1 : 0) >= majority(voters);
    expect(told(changed.filter(each => !allowed(each)))).toEqual([]);
    expect(changed.length).toBeGreaterThan(0);
  });

  test('each refusal has the arithmetic and a remedy', () => {
    const mute = cases.filter(
      ({verdict, voters}) =>
        !verdict.safe &&
        !(new RegExp(` of ${voters}.* voters? .*quorum ${majority(voters)}\\b`).test(verdict.why) && verdict.fix),
    );
    expect(told(mute)).toEqual([]);
  });

  test('an override never turns a permitted change into a refused one', () => {
    const refusedWithConsent = cases.filter(
      ({verdict, overrides, ...each}) =>
        overrides.acceptDowntime === false &&
        overrides.acceptReducedTolerance === false &&
        verdict.safe &&
        !project(
          membership(each.shape),
          {kind: each.kind, peerUrl: urlOf(each.target, each.shape)},
          {acceptDowntime: true, acceptReducedTolerance: true},
        ).safe &&
        each.alarm === 'none',
    );
    expect(told(refusedWithConsent)).toEqual([]);
  });

  test('every membership with quorum can remove failed members, finish a learner, and grow', () => {
    const stuck = everyShape()
      .filter(({healthy, down, unstarted}) => healthy >= majority(healthy + down + unstarted))
      .filter(shape => {
        const may = (kind: DiagnosisContext['kind'], target: Target) =>
          project(membership(shape), {kind, peerUrl: urlOf(target, shape)}).safe;
        if (shape.learner !== 'none') return !may('remove', 'learner');
        if (shape.unstarted > 0) return !may('remove', 'unstarted');
        if (shape.down > 0) return !may('remove', 'down') || !may('restart', 'down');
        return shape.healthy < 7 && !may('add', 'stranger');
      });
    expect(stuck).toEqual([]);
  });
});

/** What is not asked of the server it cannot refuse: restarts, and changes that are made already. */
function serverAccepts({kind, target, voters, shape}: DiagnosisContext, silentAreConnected: boolean): boolean {
  const view = {
    voters,
    started: voters - shape.unstarted,
    connected: shape.healthy + (silentAreConnected ? shape.down : 0),
    learners: shape.learner === 'none' ? 0 : 1,
  };
  // The leader's log has a thousand entries and more as soon as an API server has started.
  const match = {'in sync': 900, lagging: 899, unmeasured: 0, dead: 1000, 'never started': 0, none: 0}[shape.learner];
  if (kind === 'add' && target === 'stranger') return mayAddLearner(view);
  if (kind === 'promote' && target === 'learner') return mayPromote(view, {learnerMatch: match, leaderMatch: 1000});
  if (kind === 'remove' && target !== 'stranger')
    return mayRemove(view, {
      learner: target === 'learner',
      started: target !== 'unstarted',
      connected: target === 'healthy' || (target === 'down' && silentAreConnected),
    });
  return true;
}
