import {expect, test} from 'vitest';
import type {PlanInput} from '../../src/core/plan/input.js';
import {systemClock} from '../../src/io/clock.js';
import type {Event} from '../../src/run/report/event.js';
import {awaitServing} from '../../src/workflows/poll.js';
import type {Verb} from '../../src/workflows/verb.js';

/** Looks that find these on their way, one look after another; the last one stays as it is. */
function looking(onItsWay: readonly (readonly string[])[], withinSeconds?: number) {
  const situations = onItsWay.map(() => ({}) as PlanInput);
  const verb = {
    name: 'upgrade',
    joinable: () => [],
    checkState: () => [],
    ...(withinSeconds === undefined
      ? {}
      : {waitFor: {onItsWay: (seen: PlanInput) => onItsWay[situations.indexOf(seen)]!, withinSeconds}}),
  } satisfies Verb;
  let looks = 0;
  const extraChecks = async () => situations[Math.min(looks++, situations.length - 1)]!;
  const events: Event[] = [];
  const told = {
    report: (event: Event) => void events.push(event),
    signal: new AbortController().signal,
    clock: systemClock,
  };
  return {situations, events, looks: () => looks, ended: awaitServing(verb, extraChecks, told)};
}

test('what is on its way is looked at again until it has arrived, and it is said what is waited for', async () => {
  const {situations, events, looks, ended} = looking([['etcd on cp3'], ['etcd on cp3'], []], 60);
  expect(await ended).toBe(situations[2]);
  expect(looks()).toBe(3);
  expect(events).toMatchObject([{type: 'waiting', forWhat: 'etcd on cp3 to serve', seen: 'etcd on cp3 not yet'}]);
});

test('what does not arrive in time is judged by the last look', async () => {
  const {situations, looks, ended} = looking([['etcd on cp3'], ['etcd on cp3']], 0);
  expect(await ended).toBe(situations[1]);
  expect(looks()).toBeGreaterThan(1);
});

test('with nothing on its way one look is enough, and so it is for a verb that waits for nothing', async () => {
  for (const {looks, ended} of [looking([[], []], 60), looking([['etcd on cp3'], []])]) {
    await ended;
    expect(looks()).toBe(1);
  }
});
