import {expect, test} from 'vitest';
import type {Evidence} from '../../src/core/diagnosis/evidence.js';
import {known, unknown} from '../../src/core/model/fact.js';
import {hostName} from '../../src/core/model/names.js';
import type {HostFacts} from '../../src/core/model/observed.js';
import type {Plan} from '../../src/core/plan/action.js';
import {systemClock} from '../../src/io/clock.js';
import type {Event} from '../../src/run/report/event.js';
import {awaitUnitsUp} from '../../src/workflows/poll.js';

const [w1, w2] = [hostName('w1'), hostName('w2')];
const UP = {active: 'active'};
const RISING = {active: 'activating'};

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

const seeing = (units: Readonly<Record<string, {active: string}>>): Evidence => ({
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

/** The first look is over; each further one sees the next of these. */
function looking(plan: Plan, looks: readonly Evidence[]) {
  const [first, ...others] = looks;
  const events: Event[] = [];
  let further = 0;
  const extraChecks = async () => others[further++]!;
  const told = {
    report: (event: Event) => void events.push(event),
    signal: new AbortController().signal,
    clock: systemClock,
  };
  return {events, further: () => further, ended: awaitUnitsUp(plan, first!, extraChecks, told)};
}

test('a unit that was started and is not up yet is looked at again until it is, and it is said which', async () => {
  const looks = [RISING, RISING, UP].map(unit => seeing({'flanneld.service': unit}));
  const {events, ended} = looking(started, looks);
  expect(await ended).toBe(looks[2]);
  expect(events).toMatchObject([
    {type: 'waiting', forWhat: 'flanneld.service on w1 to run', seen: 'flanneld.service on w1 not yet'},
  ]);
});

test('with all of them up one look is enough, and so it is with one that was not started by this run', async () => {
  for (const [plan, units] of [
    [started, {'flanneld.service': UP}],
    [started, {'flanneld.service': UP, 'kubelet.service': RISING}],
    [[], {'flanneld.service': RISING}],
  ] as const) {
    const looks = [seeing(units)];
    const {further, ended} = looking(plan, looks);
    expect(await ended).toBe(looks[0]);
    expect(further()).toBe(0);
  }
});

test('whoever interrupts the run does not wait for it', async () => {
  const extraChecks = async () => seeing({'flanneld.service': RISING});
  const told = {report: () => {}, signal: AbortSignal.abort(), clock: systemClock};
  await expect(awaitUnitsUp(started, await extraChecks(), extraChecks, told)).rejects.toMatchObject({
    code: 'interrupted/waiting',
  });
});
