import {expect, test} from 'vitest';
import {OUTAGE_MS} from '../../src/core/outage.js';
import type {PlanInput} from '../../src/core/plan/input.js';
import {systemClock} from '../../src/io/clock.js';
import type {Clock} from '../../src/ports/clock.js';
import type {Event} from '../../src/run/report/event.js';
import {pollUntilStarted} from '../../src/workflows/poll.js';
import type {Verb} from '../../src/workflows/verb.js';
import {fakeClock} from '../support/fake-clock.js';

/** Polls observations in which these servers are starting, one after another; the last one repeats. */
function polled(
  starting: readonly (readonly string[])[],
  withinSeconds?: number,
  {lost = [], clock = systemClock}: {readonly lost?: readonly (readonly string[])[]; readonly clock?: Clock} = {},
) {
  const inputs = starting.map(() => ({}) as PlanInput);
  const verb = {
    name: 'upgrade',
    joinable: () => [],
    checkState: () => [],
    ...(withinSeconds === undefined
      ? {}
      : {
          waitFor: {
            starting: (seen: PlanInput) => starting[inputs.indexOf(seen)]!,
            lost: (seen: PlanInput) => lost[inputs.indexOf(seen)] ?? [],
            withinSeconds,
          },
        }),
  } satisfies Verb;
  let observations = 0;
  const observe = async () => inputs[Math.min(observations++, inputs.length - 1)]!;
  const events: Event[] = [];
  const polling = {
    report: (event: Event) => void events.push(event),
    signal: new AbortController().signal,
    clock,
  };
  return {inputs, events, observations: () => observations, ended: pollUntilStarted(verb, observe, polling)};
}

test('polling continues until no server is starting, and reports which are', async () => {
  const {inputs, events, observations, ended} = polled([['etcd on cp3'], ['etcd on cp3'], []], 60);
  expect(await ended).toBe(inputs[2]);
  expect(observations()).toBe(3);
  expect(events).toMatchObject([{type: 'waiting', forWhat: 'etcd on cp3 to serve', seen: 'etcd on cp3 not yet'}]);
});

test('the last observation is used when a server does not start in time', async () => {
  const {inputs, observations, ended} = polled([['etcd on cp3'], ['etcd on cp3']], 0);
  expect(await ended).toBe(inputs[1]);
  expect(observations()).toBeGreaterThan(1);
});

test('one observation is enough when no server is starting, or when the verb does not wait', async () => {
  for (const {observations, ended} of [polled([[], []], 60), polled([['etcd on cp3'], []])]) {
    await ended;
    expect(observations()).toBe(1);
  }
});

test('hosts that do not answer any more are waited for first, and then servers that start', async () => {
  const {inputs, events, ended} = polled([[], [], ['etcd on cp3'], ['etcd on cp3'], []], 60, {
    lost: [['cp3'], ['cp3'], []],
    clock: fakeClock(),
  });
  expect(await ended).toBe(inputs[4]);
  expect(events).toMatchObject([{forWhat: 'cp3 to answer'}, {forWhat: 'etcd on cp3 to serve'}]);
});

test('a host that does not answer within the limit of an outage is left to the checks', async () => {
  const clock = fakeClock();
  const {inputs, ended} = polled([[], []], 60, {lost: [['cp3'], ['cp3']], clock});
  expect(await ended).toBe(inputs[1]);
  expect(clock.monotonicMs()).toBeGreaterThan(OUTAGE_MS);
});
