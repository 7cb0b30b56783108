import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {type Case, cases} from './cases.js';
import {losses} from './losses.js';
import {REGRESSIONS} from './regressions.js';
import {run} from './runs.js';

beforeAll(() => {
  vi.useFakeTimers({toFake: ['performance']});
});
afterAll(() => {
  vi.useRealTimers();
});

async function lostIn(given: Case): Promise<readonly string[]> {
  const ran = await run(given, {dryRun: false, waiting: () => vi.advanceTimersByTime(700_000)});
  const lost = losses(ran);
  return lost.length === 0 ? [] : [...lost, `operations: ${ran.view.cluster.operations.join(', ')}`];
}

describe('no run loses acknowledged data, changes a foreign host, or changes anything before it is refused', () => {
  test.each(REGRESSIONS)('when %s', async (_, given) => {
    expect(await lostIn(given)).toEqual([]);
  });

  test('for any edits, any damage on the hosts, and any verb', {timeout: 600_000}, async () => {
    await fc.assert(
      fc.asyncProperty(cases, async given => {
        const lost = await lostIn(given);
        if (lost.length > 0) throw new Error(lost.join('\n'));
      }),
      {numRuns: 40},
    );
  });
});
