import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import {known} from '../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import {OUTAGE_MS} from '../../../src/core/outage.js';
import type {Stage} from '../../../src/core/plan/stage.js';
import type {HostClient} from '../../../src/ports/host.js';
import {execute} from '../../../src/run/engine/execute.js';
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
  uninterruptible: true,
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

interface Outage {
  /** The command with which the connection is lost, from 0. */
  readonly at: number;
  /** Whether that command still takes effect. */
  readonly carriedOut: boolean;
  readonly seconds: number;
  /** The new version does not start. */
  readonly isBroken: boolean;
}

/** A host whose connection is lost with one command, and comes back after some time. */
function host2({at, carriedOut, seconds, isBroken}: Outage, plan: readonly Stage[] = [stage]) {
  const clock = fakeClock();
  const state = {active: 'active', linked: old, started: old};
  let sent = 0;
  let until: number | undefined;
  const command = async <T>(run: () => T): Promise<T> => {
    if (until !== undefined && clock.monotonicMs() < until) throw new Failure('hosts/unreachable', 'cp2: no route');
    if (sent++ !== at) return run();
    until = clock.monotonicMs() + seconds * 1000;
    if (carriedOut) run();
    throw new Failure('hosts/connection-lost', 'cp2: the connection was lost');
  };
  const client: Partial<HostClient> = {
    facts: () =>
      command(() =>
        machineFacts({
          links: new Map([[link.path, state.linked]]),
          units: new Map([
            [unit, {active: state.active, enabled: true, fresh: state.started === state.linked, reloaded: true}],
          ]),
        }),
      ),
    stop: () =>
      command(() => {
        state.active = 'inactive';
      }),
    link: ([wanted]) =>
      command(() => {
        state.linked = wanted!.target;
      }),
    run: () =>
      command(() => {
        state.started = state.linked;
        if (isBroken && state.linked === target) throw new Failure('hosts/command-failed', 'cp2: it does not start');
        state.active = 'active';
      }),
    restarts: () => command(() => new Map()),
    lastLogLines: () => command(() => []),
  };
  const {context, events} = runOn(strictCluster({host: () => client}), {clock});
  return {run: () => execute(plan, context), state, events, lost: () => until !== undefined};
}

const outages = fc.record({
  at: fc.nat(20),
  carriedOut: fc.boolean(),
  seconds: fc.integer({min: 1, max: OUTAGE_MS / 1000 - 5}),
  isBroken: fc.boolean(),
});

describe('a host whose connection is lost during a stage', () => {
  test('has no stopped service afterwards when the connection comes back in time, whatever command was lost', async () => {
    await fc.assert(
      fc.asyncProperty(outages, async outage => {
        const {run, state} = host2(outage);
        const outcome = await run().then(
          () => undefined,
          (error: unknown) => error,
        );
        expect(outcome === undefined || outcome instanceof Failure).toBe(true);
        expect(state.active).toBe('active');
        expect(state.linked).toBe(state.started);
        if (outcome !== undefined || outage.isBroken) expect(state.linked).toBe(old);
      }),
      {numRuns: 300},
    );
  });

  test('is waited for, and the report says so', async () => {
    const {run, events} = host2({at: 5, carriedOut: true, seconds: 30, isBroken: true});
    await expect(run()).rejects.toMatchObject({code: expect.stringMatching(/^hosts\//)});
    expect(events).toContainEqual(expect.objectContaining({type: 'waiting', forWhat: 'a connection to cp2'}));
  });

  test('is given up after the limit, with what is left and the commands that put it right', async () => {
    const {run, state} = host2({at: 1, carriedOut: true, seconds: 3600, isBroken: false});
    await expect(run()).rejects.toMatchObject({
      code: 'hosts/connection-lost',
      message: expect.stringContaining(`run ${unit} on cp2`),
      suggestions: expect.arrayContaining([
        expect.stringContaining(`systemctl start ${unit}`),
        expect.stringContaining('run the same command again'),
      ]),
    });
    expect(state.active).toBe('inactive');
  });

  const {rollback: _, finally: __, ...forward} = stage;

  test('is completed when it has no rollback and the connection comes back in time', async () => {
    await fc.assert(
      fc.asyncProperty(outages, async outage => {
        const {run, state} = host2({...outage, isBroken: false}, [forward]);
        await run();
        expect(state).toEqual({active: 'active', linked: target, started: target});
      }),
      {numRuns: 200},
    );
  });

  test('is not repeated after a command that took too long', async () => {
    let calls = 0;
    const slow: Partial<HostClient> = {
      facts: async () => machineFacts({links: new Map([[link.path, old]])}),
      link: async () => {
        calls += 1;
        throw new Failure('timeout/command', 'cp2: no answer within 60 s');
      },
    };
    const {context} = runOn(strictCluster({host: () => slow}), {clock: fakeClock()});
    await expect(execute([{...forward, actions: [{...link, target}]}], context)).rejects.toMatchObject({
      code: 'timeout/command',
    });
    expect(calls).toBe(1);
  });

  test('is not completed after an outage in which another member failed', async () => {
    let runs = 0;
    const voter = (name: string, healthy: boolean) => ({
      id: etcdId(`a${name.at(-1)}`),
      host: hostName(name),
      name,
      peerUrl: `https://${name}:2380`,
      learner: false,
      leader: name === 'cp1',
      healthy,
    });
    const client: Partial<HostClient> = {
      facts: async () =>
        machineFacts({units: new Map([['etcd.service', {active: 'inactive', enabled: true} as never]])}),
      restarts: async () => new Map(),
      run: async () => {
        runs += 1;
        throw new Failure('hosts/connection-lost', 'cp2: the connection was lost');
      },
    };
    const state = async () =>
      known({
        is: 'formed',
        clusterId: etcdId('c1'),
        members: [voter('cp1', true), voter('cp2', true), voter('cp3', runs === 0)],
      } as const);
    const {context} = runOn(strictCluster({host: () => client, etcd: {state}}), {clock: fakeClock()});
    const restart: Stage = {
      title: 'Restart etcd on cp2',
      order: 'serial',
      requires: {kind: 'restart', peerUrl: 'https://cp2:2380'},
      actions: [{kind: 'service/run', host, unit: 'etcd.service'}],
    };
    await expect(execute([restart], context)).rejects.toMatchObject({code: 'quorum/at-risk'});
    expect(runs).toBe(1);
  });
});
