import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import type {HostFacts} from '../../../src/core/model/observed.js';
import type {UnitRestarts} from '../../../src/ports/host.js';
import {UNITS} from '../../../src/run/actions/units.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const cp1 = hostName('cp1');
const unit = 'etcd.service';

/** A run in which some time passes whenever something is waited for. */
const slowRun = (cluster: ReturnType<typeof strictCluster>, passesMs: number) =>
  runOn(cluster, {report: () => vi.advanceTimersByTime(passesMs)}).context;

beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance']});
});
afterEach(() => {
  vi.useRealTimers();
});

describe('service/stop', () => {
  const action = {kind: 'service/stop', host: cp1, unit} as const;
  const found = (active?: string) =>
    strictCluster({
      host: () => ({
        facts: async () =>
          ({
            units: new Map(active === undefined ? [] : [[unit, {active, enabled: true, fresh: true, reloaded: true}]]),
          }) as unknown as HostFacts,
      }),
    });

  test.each([
    ['active', 1],
    ['activating', 1],
    ['deactivating', 1],
    ['reloading', 1],
    ['inactive', 0],
    ['failed', 0],
    [undefined, 0],
  ])('is pending while the unit may hold resources: %s', async (active, due) => {
    expect(await UNITS['service/stop'].check([action], runOn(found(active)).context)).toHaveLength(due);
  });
});

describe('service/await-stable', () => {
  const action = {kind: 'service/await-stable', host: cp1, unit} as const;
  /** One status every half a second; the last one stays. */
  const waiting = (statuses: readonly (UnitRestarts | undefined)[], passesMs = 500) => {
    let at = 0;
    const restarts = async () => {
      const status = statuses[Math.min(at++, statuses.length - 1)];
      return new Map(status ? [[unit, status]] : []);
    };
    const cluster = strictCluster({
      host: () => ({restarts, lastLogLines: async () => ['starting', 'panic: no such table']}),
    });
    return {done: UNITS['service/await-stable'].apply([action], slowRun(cluster, passesMs)), checks: () => at};
  };
  const up = (restarts: number, activeSeconds = 0) => ({active: 'active', restarts, activeSeconds});
  const down = (restarts: number) => ({active: 'activating', restarts});

  test('is done when the unit has run for two seconds', async () => {
    const {done, checks} = waiting([up(0, 0), up(0, 1), up(0, 2)]);
    await done;
    expect(checks()).toBe(3);
    const cluster = strictCluster({host: () => ({restarts: async () => new Map([[unit, up(0, 1)]])})});
    expect(await UNITS['service/await-stable'].check([action], runOn(cluster).context)).toMatchObject([{action}]);
  });

  test('counts the two seconds from the last restart', async () => {
    const {done, checks} = waiting([up(0, 1), down(1), up(1, 1), up(1, 2)]);
    await done;
    expect(checks()).toBe(4);
  });

  test('fails at once after four restarts, with the last log line', async () => {
    const {done, checks} = waiting([up(0), down(3), down(4)]);
    await expect(done).rejects.toMatchObject({
      code: 'service/crash-loop',
      message: expect.stringMatching(/4 restarts.*panic: no such table/),
      suggestions: [
        expect.stringContaining('`journalctl --unit=etcd.service`'),
        expect.stringContaining('run the same command again'),
      ],
    });
    expect(checks()).toBe(3);
  });

  test('ignores restarts from before it began to wait', async () => {
    const {done, checks} = waiting([up(7, 1), up(7, 2)]);
    await done;
    expect(checks()).toBe(2);
  });

  test.each([
    ['does not start', down(0), 'etcd.service is activating'],
    ['is not installed', undefined, 'etcd.service is not installed'],
  ])('times out when the unit %s', async (_, status, seen) => {
    await expect(waiting([status], 31_000).done).rejects.toMatchObject({
      code: 'timeout/condition',
      message: expect.stringContaining(seen),
    });
  });
});
