import {expect, test} from 'vitest';
import {poll} from '../../src/run/poll.js';
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
  expect(looks()).toBe(2);
});

test('poll rethrows an error of the condition', async () => {
  const {context} = runOn(strictCluster());
  const broken = async () => {
    throw new Error('the connection was lost');
  };
  await expect(poll(broken, WAIT, context)).rejects.toThrow('the connection was lost');
});
