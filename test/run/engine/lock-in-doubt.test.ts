import fc from 'fast-check';
import {expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import {hostName} from '../../../src/core/model/names.js';
import type {Stage} from '../../../src/core/plan/stage.js';
import type {HostClient} from '../../../src/ports/host.js';
import {execute} from '../../../src/run/engine/execute.js';
import {poll} from '../../../src/run/poll.js';
import {machineFacts} from '../../support/builders/facts.js';
import {fakeClock} from '../../support/fake-clock.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const host = hostName('cp2');
const unit = 'kube-apiserver.service';
const link = {kind: 'link/put', host, path: '/opt/quorate/bin/kube-apiserver'} as const;
const [old, target] = ['../kubernetes/1.36.3/bin/kube-apiserver', '../kubernetes/1.37.2/bin/kube-apiserver'];

const stage: Stage = {
  title: 'Upgrade the API server on cp2',
  order: 'serial',
  actions: [
    {kind: 'service/stop', host, unit},
    {...link, target},
    {kind: 'service/run', host, unit},
  ],
  rollback: [
    {...link, target: old},
    {kind: 'service/run', host, unit},
  ],
  finally: [{kind: 'service/run', host, unit}],
};

interface Doubt {
  /** The command during which the connections of the lock are lost, from 0. */
  readonly at: number;
  readonly seconds: number;
  readonly ends: 'held' | 'lost';
  /** The new version does not start. */
  readonly isBroken: boolean;
  readonly uninterruptible: boolean;
}

/** A run whose lock is in doubt for some time, and what it changed when. */
function runInDoubt({at, seconds, ends, isBroken, uninterruptible}: Doubt) {
  const clock = fakeClock();
  const lost = new AbortController();
  const state = {active: 'active', linked: old, started: old};
  const changedBy: string[] = [];
  let sent = 0;
  let until: number | undefined;
  const doubt = () => {
    if (until === undefined) return undefined;
    if (clock.monotonicMs() < until) return 'cp1: the connection was lost';
    if (ends === 'lost') lost.abort(new Failure('lock/lost', 'lost'));
    return undefined;
  };
  const command = async <T>(change: string | undefined, run: () => T): Promise<T> => {
    if (change !== undefined && (doubt() !== undefined || lost.signal.aborted)) changedBy.push(change);
    if (sent++ === at) until = clock.monotonicMs() + seconds * 1000;
    return run();
  };
  const client: Partial<HostClient> = {
    facts: () =>
      command(undefined, () =>
        machineFacts({
          links: new Map([[link.path, state.linked]]),
          units: new Map([
            [unit, {active: state.active, enabled: true, fresh: state.started === state.linked, reloaded: true}],
          ]),
        }),
      ),
    stop: () =>
      command('stop', () => {
        state.active = 'inactive';
      }),
    link: ([wanted]) =>
      command('link', () => {
        state.linked = wanted!.target;
      }),
    run: () =>
      command('run', () => {
        state.started = state.linked;
        if (isBroken && state.linked === target) throw new Failure('hosts/command-failed', 'cp2: it does not start');
        state.active = 'active';
      }),
    restarts: () => command(undefined, () => new Map()),
    lastLogLines: () => command(undefined, () => []),
  };
  const {context, events} = runOn(strictCluster({host: () => client}), {
    clock,
    signal: lost.signal,
    lock: {lost: lost.signal, doubt},
  });
  const plan = [uninterruptible ? {...stage, uninterruptible} : stage];
  const run = () =>
    execute(plan, context).then(
      () => undefined,
      (error: unknown) => error,
    );
  return {run, state, events, changedBy, wasInDoubt: () => until !== undefined};
}

const doubts = fc.record({
  at: fc.nat(14),
  seconds: fc.integer({min: 1, max: 110}),
  isBroken: fc.boolean(),
  uninterruptible: fc.boolean(),
});

test('a run changes nothing while it is unknown whether it holds the lock, and ends as if it had held it all the time', async () => {
  await fc.assert(
    fc.asyncProperty(doubts, async doubt => {
      const {run, state, changedBy} = runInDoubt({...doubt, ends: 'held'});
      const outcome = await run();
      expect(changedBy).toEqual([]);
      expect(outcome === undefined).toBe(!doubt.isBroken);
      expect(state).toEqual(
        doubt.isBroken
          ? {active: 'active', linked: old, started: old}
          : {active: 'active', linked: target, started: target},
      );
    }),
    {numRuns: 200},
  );
});

test('a run changes nothing after its lock was lost, neither a rollback nor a cleanup', async () => {
  await fc.assert(
    fc.asyncProperty(doubts, async doubt => {
      const {run, changedBy} = runInDoubt({...doubt, ends: 'lost'});
      await run();
      expect(changedBy).toEqual([]);
    }),
    {numRuns: 200},
  );
});

test('the report says that the run waits for its lock', async () => {
  const {run, events} = runInDoubt({at: 1, seconds: 20, ends: 'held', isBroken: false, uninterruptible: false});
  expect(await run()).toBeUndefined();
  expect(events).toContainEqual(
    expect.objectContaining({
      type: 'waiting',
      forWhat: 'the lock of the cluster',
      seen: 'cp1: the connection was lost',
    }),
  );
});

test('a wait that requests changes requests none in the meantime', async () => {
  const clock = fakeClock();
  let requests = 0;
  const doubt = () => (requests === 1 && clock.monotonicMs() < 20_000 ? 'cp1: the connection was lost' : undefined);
  const {context} = runOn(strictCluster(), {clock, lock: {lost: new AbortController().signal, doubt}});
  const condition = async () => {
    expect(doubt()).toBeUndefined();
    return {done: ++requests === 2, seen: 'refused'};
  };
  await poll(condition, {forWhat: 'etcd to accept the change', withinMs: 60_000, changes: true}, context);
  expect([requests, clock.monotonicMs() >= 20_000]).toEqual([2, true]);
});
