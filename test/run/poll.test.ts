import {expect, test} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import {poll} from '../../src/run/poll.js';
import {fakeClock} from '../support/fake-clock.js';
import {strictCluster} from '../support/strict-cluster.js';
import {runOn} from './context.js';

const WAIT = {forWhat: 'the API server on cp1', withinMs: 60_000, everyMs: 0};

/** One status after another; the last one stays. */
const seeing = (...all: readonly (string | undefined)[]) => {
  let looks = 0;
  const condition = async () => {
    const seen = all[Math.min(looks++, all.length - 1)];
    return {done: seen === undefined, seen: seen ?? 'ready'};
  };
  return {condition, looks: () => looks};
};

test('poll checks until the condition is met, and reports what it waits for', async () => {
  const {context, events} = runOn(strictCluster());
  const {condition, looks} = seeing('not ready', 'almost', undefined);
  await poll(condition, WAIT, context);
  expect(looks()).toBe(3);
  expect(events).toMatchObject([
    {type: 'waiting', forWhat: 'the API server on cp1', seen: 'not ready'},
    {type: 'waiting', forWhat: 'the API server on cp1', seen: 'almost'},
  ]);
});

test('poll checks once and does not wait when the condition is met', async () => {
  const {context, events} = runOn(strictCluster());
  const {condition, looks} = seeing(undefined);
  await poll(condition, WAIT, context);
  expect([looks(), events]).toEqual([1, []]);
});

test('poll fails when the time is over, with the last status', async () => {
  const {context} = runOn(strictCluster());
  const {condition} = seeing('not ready: cp1');
  await expect(poll(condition, {...WAIT, withinMs: 0}, context)).rejects.toMatchObject({
    code: 'timeout/condition',
    message: 'timed out after 0 s waiting for the API server on cp1; last status: not ready: cp1',
    suggestions: [expect.stringContaining('run the same command again')],
  });
});

test('poll succeeds when the condition is met at the last check', async () => {
  const {context} = runOn(strictCluster());
  const {condition} = seeing(undefined);
  await expect(poll(condition, {...WAIT, withinMs: -1}, context)).resolves.toBeUndefined();
});

test('poll stops within a pause when the run is interrupted', async () => {
  const stop = new AbortController();
  const {context} = runOn(strictCluster(), {signal: stop.signal, report: () => stop.abort()});
  const {condition, looks} = seeing('not ready');
  await expect(poll(condition, {...WAIT, everyMs: 3_600_000}, context)).rejects.toMatchObject({
    code: 'interrupted/waiting',
  });
  expect(looks()).toBe(1);
});

const never = () => new Promise<never>(() => {});

test('poll ends at its limit although the question hangs, with the last status', async () => {
  const {context} = runOn(strictCluster(), {clock: fakeClock()});
  let looks = 0;
  const hanging = async () => (looks++ === 0 ? {done: false, seen: 'not ready: cp1'} : never());
  await expect(poll(hanging, WAIT, context)).rejects.toMatchObject({
    code: 'timeout/condition',
    message: expect.stringMatching(/waiting for the API server on cp1; last status: not ready: cp1; .*no answer/),
  });
});

test('poll ends at once when the run is interrupted while the question hangs', async () => {
  const stop = new AbortController();
  const {context} = runOn(strictCluster(), {signal: stop.signal});
  const hanging = () => {
    queueMicrotask(() => stop.abort());
    return never();
  };
  await expect(poll(hanging, WAIT, context)).rejects.toMatchObject({code: 'interrupted/waiting'});
});

test('poll waits for the answer to a request that changes something, also after an interruption', async () => {
  const stop = new AbortController();
  const {context} = runOn(strictCluster(), {signal: stop.signal});
  let requested = false;
  const request = async () => {
    stop.abort();
    await new Promise(setImmediate);
    requested = true;
    return {done: false, seen: 'refused'};
  };
  await expect(poll(request, {...WAIT, changes: true}, context)).rejects.toMatchObject({code: 'interrupted/waiting'});
  expect(requested).toBe(true);
});

test.each(['hosts/connection-lost', 'hosts/unreachable', 'timeout/command'] as const)(
  'poll continues after %s until the condition is met',
  async code => {
    const {context, events} = runOn(strictCluster(), {clock: fakeClock()});
    let looks = 0;
    const condition = async () => {
      if (looks++ < 3) throw new Failure(code, 'cp1: gone');
      return {done: true, seen: ''};
    };
    await poll(condition, WAIT, context);
    expect(events).toMatchObject([{seen: 'cp1: gone'}, {seen: 'cp1: gone'}, {seen: 'cp1: gone'}]);
  },
);

test('poll ends at its limit when the connection does not come back, and says so', async () => {
  const {context} = runOn(strictCluster(), {clock: fakeClock()});
  const lost = async () => {
    throw new Failure('hosts/connection-lost', 'cp1: gone');
  };
  await expect(poll(lost, {...WAIT, everyMs: 1000}, context)).rejects.toMatchObject({
    code: 'timeout/condition',
    message: expect.stringContaining('last status: cp1: gone'),
  });
});

test('poll rethrows an error of the condition', async () => {
  const {context} = runOn(strictCluster());
  const broken = async () => {
    throw new Error('the connection was lost');
  };
  await expect(poll(broken, WAIT, context)).rejects.toThrow('the connection was lost');
});
