import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {type Case, cases} from './cases.js';
import {REGRESSIONS} from './regressions.js';
import {violations} from './rules.js';
import {run} from './runs.js';

beforeAll(() => {
  vi.useFakeTimers({toFake: ['performance']});
});
afterAll(() => {
  vi.useRealTimers();
});

async function wrongIn(given: Case): Promise<readonly string[]> {
  const {plan, truths, view} = await run(given, {dryRun: true, waiting: () => vi.advanceTimersByTime(700_000)});
  return [
    ...violations(plan ?? [], truths),
    ...view.cluster.operations.map(operation => `the dry run changed something: ${operation}`),
  ];
}

describe('no plan deletes data of a listed member, changes a foreign host, or bootstraps a second cluster', () => {
  test.each(REGRESSIONS)('when %s', async (_, given) => {
    expect(await wrongIn(given)).toEqual([]);
  });

  test('for any edits, any damage on the hosts, and any verb', {timeout: 600_000}, async () => {
    await fc.assert(
      fc.asyncProperty(cases, async given => {
        const wrong = await wrongIn(given);
        if (wrong.length > 0) throw new Error(wrong.join('\n'));
      }),
      {numRuns: 250},
    );
  });
});
