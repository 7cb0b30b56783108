import fc from 'fast-check';
import {expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, type HostName, hostName} from '../../../src/core/model/names.js';
import type {EtcdMember} from '../../../src/core/model/observed.js';
import {OUTAGE_MS} from '../../../src/core/outage.js';
import type {Stage} from '../../../src/core/plan/stage.js';
import {prove} from '../../../src/run/engine/prove.js';
import {fakeClock} from '../../support/fake-clock.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const url = (number: number) => `https://10.0.0.1${number}:2380`;
const cp = (number: number): HostName => hostName(`cp${number}`);
const stage = (kind: 'restart' | 'remove' = 'restart'): Stage => ({
  title: 'Restart etcd on cp1',
  order: 'serial',
  actions: [],
  requires: {kind, peerUrl: url(1)},
});

interface Given {
  readonly voters: number;
  /** The hosts that cannot be asked until then, by number. */
  readonly cut: readonly number[];
  readonly seconds: number;
  /** Members that are down although their hosts answer. */
  readonly down?: readonly number[];
  readonly alarms?: readonly string[];
  readonly unread?: readonly HostName[];
  readonly signal?: AbortSignal;
}

function proving({voters, cut, seconds, down = [], alarms = [], unread = [], signal}: Given) {
  const clock = fakeClock();
  const isCut = (number: number) => cut.includes(number) && clock.monotonicMs() < seconds * 1000;
  const numbers = Array.from({length: voters}, (_, index) => index + 1);
  const member = (number: number): EtcdMember => ({
    id: etcdId(`${number}`),
    host: cp(number),
    name: cp(number),
    peerUrl: url(number),
    learner: false,
    healthy: !isCut(number) && !down.includes(number),
    leader: false,
  });
  let asked = 0;
  const state = async () => {
    asked++;
    return numbers.every(isCut)
      ? unknown('no host answers')
      : known({is: 'formed', clusterId: etcdId('1'), members: numbers.map(member), alarms} as const);
  };
  const host = (name: HostName) => ({
    restarts: async () => {
      if (isCut(Number(name.slice(2)))) throw new Failure('hosts/unreachable', `${name}: no route`);
      return new Map();
    },
  });
  const {context, events} = runOn(strictCluster({host, etcd: {state}}), {
    clock,
    unread: new Set(unread),
    ...(signal === undefined ? {} : {signal}),
  });
  return {run: (of = stage()) => prove(of, context), events, clock, asked: () => asked};
}

const LIMIT = OUTAGE_MS / 1000;

test('a voter whose host comes back within the limit is waited for, whatever host and however long', async () => {
  const outages = fc.record({
    cut: fc.subarray([1, 2, 3], {minLength: 1}),
    seconds: fc.integer({min: 1, max: LIMIT - 5}),
  });
  await fc.assert(
    fc.asyncProperty(outages, async outage => {
      const {run} = proving({voters: 3, ...outage});
      await expect(run()).resolves.toBeUndefined();
    }),
  );
});

test('the report says what is waited for, with the arithmetic', async () => {
  const {run, events} = proving({voters: 3, cut: [2], seconds: 30});
  await run();
  expect(events).toContainEqual(
    expect.objectContaining({
      type: 'waiting',
      forWhat: 'a connection to the host of each etcd member',
      seen: expect.stringMatching(/cp2.*2 of 3/),
    }),
  );
});

test('after the limit the change is refused with the arithmetic', async () => {
  const {run, clock} = proving({voters: 3, cut: [2], seconds: 3600});
  await expect(run()).rejects.toMatchObject({code: 'quorum/at-risk', message: expect.stringMatching(/cp2.*2 of 3/)});
  expect(clock.monotonicMs()).toBeGreaterThan(OUTAGE_MS);
});

test('after the limit the change is refused when no host of a member can be asked', async () => {
  const {run} = proving({voters: 1, cut: [1], seconds: 3600});
  await expect(run()).rejects.toMatchObject({code: 'quorum/unknown'});
});

test.each<readonly [string, Given]>([
  ['the host of the member that is down answers', {voters: 3, cut: [], seconds: 0, down: [2]}],
  ['the host was never read in this run', {voters: 3, cut: [2], seconds: 3600, unread: [cp(2)]}],
  ['another member is down as well', {voters: 3, cut: [2], seconds: 3600, down: [3]}],
  ['etcd has raised an alarm', {voters: 3, cut: [2], seconds: 3600, alarms: ['NOSPACE 1']}],
  ['writes would stop with every voter up', {voters: 2, cut: [2], seconds: 3600}],
])('a change is refused at once when %s', async (_, given) => {
  const {run, asked} = proving(given);
  await expect(run()).rejects.toMatchObject({code: 'quorum/at-risk'});
  expect(asked()).toBe(1);
});

test('nothing is waited for where quorum is proven without the host', async () => {
  const {run, asked} = proving({voters: 5, cut: [1], seconds: 3600});
  await run();
  expect(asked()).toBe(1);
});

test('waiting ends when the run is interrupted', async () => {
  const stop = new AbortController();
  const {run, clock} = proving({voters: 3, cut: [2], seconds: 3600, signal: stop.signal});
  stop.abort();
  await expect(run()).rejects.toBeInstanceOf(Failure);
  expect(clock.monotonicMs()).toBe(0);
});
