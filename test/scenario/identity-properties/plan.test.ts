import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {type Case, cases} from './cases.js';
import {FOUND} from './found.js';
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
    ...view.site.operations.map(operation => `the dry run did something: ${operation}`),
  ];
}

describe('no plan takes the data of a listed member, touches a stranger or founds a cluster over another', () => {
  test.each(FOUND)('when %s', async (_, given) => {
    expect(await wrongIn(given)).toEqual([]);
  });

  test('whatever was edited, whatever is wrong on the hosts, and whichever verb', {timeout: 600_000}, async () => {
    await fc.assert(
      fc.asyncProperty(cases, async given => {
        const wrong = await wrongIn(given);
        if (wrong.length > 0) throw new Error(wrong.join('\n'));
      }),
      {numRuns: 250},
    );
  });
});
