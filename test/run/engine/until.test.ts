import {expect, test} from 'vitest';
import {poll} from '../../../src/run/poll.js';
import {strictCluster} from '../../support/strict-site.js';
import {runOn} from '../context.js';

const WAIT = {forWhat: 'the API', withinMs: 60_000, everyMs: 0};

/** Seen one after another; the last of them from then on. */
const seeing = (...all: readonly (string | undefined)[]) => {
  let looks = 0;
  const condition = async () => {
    const seen = all[Math.min(looks++, all.length - 1)];
    return {done: seen === undefined, seen: seen ?? 'ready'};
  };
  return {condition, looks: () => looks};
};

test('looks again until the condition is met, and tells what it waits for', async () => {
  const {context, events} = runOn(strictCluster());
  const {condition, looks} = seeing('not ready', 'almost', undefined);
  await poll(condition, WAIT, context);
  expect(looks()).toBe(3);
  expect(events).toMatchObject([
    {type: 'waiting', forWhat: 'the API', seen: 'not ready'},
    {type: 'waiting', forWhat: 'the API', seen: 'almost'},
  ]);
});

test('looks once and waits for nothing when the condition is met', async () => {
  const {context, events} = runOn(strictCluster());
  const {condition, looks} = seeing(undefined);
  await poll(condition, WAIT, context);
  expect([looks(), events]).toEqual([1, []]);
});

test('gives up when the time is over, with what was seen last', async () => {
  const {context} = runOn(strictCluster());
  const {condition} = seeing('not ready: cp1');
  await expect(poll(condition, {...WAIT, withinMs: 0}, context)).rejects.toMatchObject({
    code: 'timeout/condition',
    message: 'the API: not within 0 s; seen last: not ready: cp1',
    suggestions: [expect.stringContaining('run the same command again')],
  });
});

test('a condition that is met at the last moment is met', async () => {
  const {context} = runOn(strictCluster());
  const {condition} = seeing(undefined);
  await expect(poll(condition, {...WAIT, withinMs: -1}, context)).resolves.toBeUndefined();
});

test('stops waiting when it is told to, without waiting out the pause', async () => {
  const stop = new AbortController();
  const {context} = runOn(strictCluster(), {signal: stop.signal, report: () => stop.abort()});
  const {condition, looks} = seeing('not ready');
  await expect(poll(condition, {...WAIT, everyMs: 3_600_000}, context)).rejects.toMatchObject({
    code: 'interrupted/waiting',
  });
  expect(looks()).toBe(2);
});

test('an error of the condition ends the waiting', async () => {
  const {context} = runOn(strictCluster());
  const broken = async () => {
    throw new Error('the connection was lost');
  };
  await expect(poll(broken, WAIT, context)).rejects.toThrow('the connection was lost');
});
