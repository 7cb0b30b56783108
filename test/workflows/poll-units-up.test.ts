import {describe, expect, test} from 'vitest';
import type {Evidence} from '../../src/core/diagnosis/evidence.js';
import {known, unknown} from '../../src/core/model/fact.js';
import {type HostName, hostName} from '../../src/core/model/names.js';
import type {HostFacts} from '../../src/core/model/observed.js';
import type {Plan} from '../../src/core/plan/stage.js';
import {systemClock} from '../../src/io/clock.js';
import type {Event} from '../../src/run/report/event.js';
import {pollUntilUnitsUp} from '../../src/workflows/poll.js';

const [w1, w2] = [hostName('w1'), hostName('w2')];
const UP = {active: 'active'};
const STARTING = {active: 'activating'};

const started: Plan = [
  {
    title: 'Start the services',
    order: 'parallel',
    actions: [
      {kind: 'service/run', host: w1, unit: 'flanneld.service'},
      {kind: 'service/run', host: w2, unit: 'flanneld.service'},
    ],
  },
];

const evidenceWith = (units: Readonly<Record<string, {active: string}>>): Evidence => ({
  observed: {
    hosts: new Map([
      [w1, known({units: new Map(Object.entries(units))} as unknown as HostFacts)],
      [w2, unknown('no route')],
    ]),
    etcd: unknown('not asked'),
    apiReady: new Map(),
    kube: unknown('not asked'),
  },
  members: new Map(),
  hosts: new Map(),
  links: [],
  kube: unknown('not asked'),
});

/** Polls with these observations, of which the first was made before. */
function polled(plan: Plan, observations: readonly Evidence[]) {
  const [first, ...others] = observations;
  const events: Event[] = [];
  let polls = 0;
  const observe = async () => others[polls++]!;
  const polling = {
    report: (event: Event) => void events.push(event),
    signal: new AbortController().signal,
    clock: systemClock,
  };
  return {events, polls: () => polls, ended: pollUntilUnitsUp(plan, first!, observe, polling)};
}

test('polling continues until each unit that was started is up, and reports which are not', async () => {
  const observations = [STARTING, STARTING, UP].map(unit => evidenceWith({'flanneld.service': unit}));
  const {events, ended} = polled(started, observations);
  expect(await ended).toBe(observations[2]);
  expect(events).toMatchObject([
    {type: 'waiting', forWhat: 'flanneld.service on w1 to come up', seen: 'flanneld.service on w1 not yet'},
  ]);
});

test('nothing is polled when all units are up, or when this run started none', async () => {
  for (const [plan, units] of [
    [started, {'flanneld.service': UP}],
    [started, {'flanneld.service': UP, 'kubelet.service': STARTING}],
    [[], {'flanneld.service': STARTING}],
  ] as const) {
    const observations = [evidenceWith(units)];
    const {polls, ended} = polled(plan, observations);
    expect(await ended).toBe(observations[0]);
    expect(polls()).toBe(0);
  }
});

test('an interrupted run stops polling', async () => {
  const observe = async () => evidenceWith({'flanneld.service': STARTING});
  const polling = {report: () => {}, signal: AbortSignal.abort(), clock: systemClock};
  await expect(pollUntilUnitsUp(started, await observe(), observe, polling)).rejects.toMatchObject({
    code: 'interrupted/waiting',
  });
});

describe('a load balancer that marks a ready API server as down', () => {
  const [cp2, waited] = [
    hostName('cp2'),
    (host: HostName): Plan => [
      {title: 'Wait for API servers to become ready', order: 'serial', actions: [{kind: 'kube/await-api', host}]},
    ],
  ];
  const behind = (up: boolean): Evidence => {
    const evidence = evidenceWith({});
    const backend = {unit: 'quorate-balancer.service', server: 'cp2', address: '10.0.0.12:6443', up};
    const host = {units: new Map(), dropIns: new Map(), addresses: [], disks: new Map()};
    return {
      ...evidence,
      observed: {...evidence.observed, apiReady: new Map([[cp2, known(true)]])},
      hosts: new Map([[w1, known({...host, backends: known([backend])})]]),
    };
  };

  test('is observed again after a run that waited for that API server', async () => {
    const observations = [behind(false), behind(false), behind(true)];
    const {polls, events, ended} = polled(waited(cp2), observations);
    expect(await ended).toBe(observations[2]);
    expect(polls()).toBe(2);
    expect(events).toMatchObject([
      {type: 'waiting', forWhat: 'the backend cp2 on w1 to come up', seen: 'the backend cp2 on w1 not yet'},
    ]);
  });

  test.each([
    ['started nothing', []],
    ['waited for another API server', waited(hostName('cp1'))],
  ])('costs nothing after a run that %s', async (_, plan) => {
    const observations = [behind(false)];
    const {polls, ended} = polled(plan, observations);
    expect(await ended).toBe(observations[0]);
    expect(polls()).toBe(0);
  });
});
