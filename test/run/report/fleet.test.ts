import {expect, test} from 'vitest';
import {type HostName, hostName} from '../../../src/core/model/names.js';
import type {Event, Fleet} from '../../../src/run/report/event.js';
import {frame} from '../../../src/run/report/frame.js';
import {reportGathering} from '../../../src/run/report/gathering.js';
import {plainReport} from '../../../src/run/report/plain.js';
import {advance, type Progress} from '../../../src/run/report/progress.js';
import {runKubelet} from './actions.js';

const SIZE = 1000;
const hosts: readonly HostName[] = Array.from({length: SIZE}, (_, index) => hostName(`w${index + 1}`));
const [slow, slower] = [hosts[9]!, hosts[19]!];

/** All hosts side by side in one stage. */
const together: Fleet = {title: 'Configure', size: SIZE, hosts};
const begins: Event = {
  type: 'stage-started',
  title: 'Configure',
  number: 3,
  of: 40,
  actions: 2 * SIZE,
  fleet: together,
};
const ends: Event = {type: 'stage-done', title: 'Configure', number: 3, of: 40, tookMs: 61_000, fleet: together};
const works = (host: HostName): Event => ({type: 'actions-started', host, actions: [runKubelet]});
const worked = (host: HostName): Event => ({type: 'actions-done', host, actions: [runKubelet], tookMs: 5});
const done = (host: HostName, fleet = together): Event => ({type: 'host-done', host, fleet: fleet.title});
const changed = (host: HostName): readonly Event[] => [
  works(host),
  worked(host),
  works(host),
  worked(host),
  done(host),
];
const others = hosts.filter(host => host !== slow && host !== slower);

/** A stage for each host, and how it is reported. */
const inWindow = (host: HostName): Fleet => ({title: 'nodes, 99 at a time', size: SIZE, hosts: [host]});
const stageOf = (host: HostName) => ({title: `Restart ${host}`, number: 10 + hosts.indexOf(host), of: 1010});
const restarts = (host: HostName): readonly Event[] => [
  {type: 'stage-started', ...stageOf(host), actions: 1, fleet: inWindow(host)},
  works(host),
];
const restarted = (host: HostName): readonly Event[] => [
  worked(host),
  done(host, inWindow(host)),
  {type: 'stage-done', ...stageOf(host), tookMs: 9, fleet: inWindow(host)},
];

const timed = () => {
  let now = 0;
  let tick: (() => void) | undefined;
  const lines: string[] = [];
  const report = plainReport(
    line => lines.push(line.trimEnd()),
    () => now,
    (_, again) => {
      tick = again;
      return () => {
        tick = undefined;
      };
    },
  );
  return {
    lines,
    tell: (...events: readonly Event[]) => {
      for (const event of events) report(event);
    },
    pass: (ms: number) => {
      now += ms;
      tick?.();
    },
    ticks: () => tick !== undefined,
  };
};

test('of a thousand hosts a log has how many are done every ten seconds, and three of those that are not', () => {
  const {lines, tell, pass, ticks} = timed();
  tell(begins, ...hosts.slice(0, 10).map(works));
  pass(10_000);
  tell(...others.flatMap(changed), works(slow));
  pass(10_000);
  tell(...changed(slow));
  pass(10_000);
  tell(...changed(slower), ends);
  expect(lines).toEqual([
    '[3/40] Configure (1000 hosts)',
    '[3/40]   0 of 1000 hosts after 10.0 s, not yet w1, w2, w3 and 997 more',
    '[3/40]   998 of 1000 hosts after 20.0 s, not yet w10 and w20',
    '[3/40]   999 of 1000 hosts after 30.0 s, not yet w20',
    '[3/40] Configure: done in 1 min 1 s',
  ]);
  expect(ticks()).toBe(false);
});

test('a thousand stages that run side by side are counted as one in a log', () => {
  const {lines, tell, pass, ticks} = timed();
  tell(...hosts.slice(0, 30).flatMap(restarts));
  pass(10_000);
  tell(
    ...hosts
      .slice(0, 30)
      .filter(host => host !== slow)
      .flatMap(restarted),
  );
  tell(...hosts.slice(30, 40).flatMap(restarts));
  pass(10_000);
  tell(
    ...hosts.slice(30, 40).flatMap(restarted),
    ...hosts.slice(40).flatMap(host => [...restarts(host), ...restarted(host)]),
  );
  pass(10_000);
  tell(...restarted(slow));
  expect(lines).toEqual([
    '[10/1010] nodes, 99 at a time (1000 hosts)',
    '[39/1010]   0 of 1000 hosts after 10.0 s, not yet w1, w2, w3 and 27 more',
    '[49/1010]   29 of 1000 hosts after 20.0 s, not yet w10, w31, w32 and 8 more',
    '[1009/1010]   999 of 1000 hosts after 30.0 s, not yet w10',
    '[19/1010] nodes, 99 at a time: 1000 hosts done in 30.0 s',
  ]);
  expect(ticks()).toBe(false);
});

test('a stage that follows a failure among many hosts is reported with its own actions', () => {
  const {lines, tell, ticks} = timed();
  tell(...restarts(slow), {type: 'stage-started', title: 'Roll back: Restart w10', number: 19, of: 1010, actions: 1});
  tell(works(slow), worked(slow));
  expect(lines.slice(1)).toEqual([
    '[19/1010] Roll back: Restart w10 (1 action)',
    '[19/1010]   w10: run kubelet.service (0.0 s), 1 of 1',
  ]);
  expect(ticks()).toBe(false);
});

const after = (...events: readonly (readonly [number, Event])[]): Progress | undefined =>
  events.reduce<Progress | undefined>((progress, [at, event]) => advance(progress, event, at), undefined);

test('a view has how many of the hosts are done, and what those do that take longest', () => {
  const progress = after([0, begins], ...others.flatMap(host => changed(host).map(event => [1000, event] as const)), [
    1500,
    works(slower),
  ]);
  expect(frame(progress!, 5000, {rows: 24, columns: 100})).toEqual([
    '[3/40] Configure  998 of 1000 hosts  5.0 s',
    '  w10  check what is left to do  5.0 s',
    '  w20  run kubelet.service  5.0 s',
  ]);
});

test('a view of stages side by side keeps the hosts of all of them', () => {
  const window = [slow, slower, hosts[29]!];
  const progress = after(
    ...window.flatMap((host, index) => restarts(host).map(event => [1000 * index, event] as const)),
    ...restarted(slower).map(event => [4000, event] as const),
  );
  expect(frame(progress!, 5000, {rows: 24, columns: 100})).toEqual([
    '[39/1010] nodes, 99 at a time  1 of 1000 hosts  5.0 s',
    '  w10  run kubelet.service  5.0 s',
    '  w30  run kubelet.service  3.0 s',
  ]);
});

test('twenty hosts are reported one by one', () => {
  const few: Fleet = {title: 'Configure', size: 20, hosts: hosts.slice(0, 20)};
  const {lines, tell, ticks} = timed();
  tell({...begins, actions: 40, fleet: few} as Event, works(slow), worked(slow), done(slow, few));
  expect(ticks()).toBe(false);
  expect(lines).toEqual(['[3/40] Configure (40 actions)', '[3/40]   w10: run kubelet.service (0.0 s), 1 of 40']);
});

test('while facts of many hosts are gathered, it is shown how many are there, and which hosts are waited for', () => {
  const {lines, tell, pass, ticks} = timed();
  const report = reportGathering(event => tell(event));
  const gathered = report(hosts);
  for (const host of others) gathered(host);
  pass(10_000);
  gathered(slow);
  pass(10_000);
  gathered(slower);
  expect(lines).toEqual([
    'Gather facts: 998 of 1000 hosts after 10.0 s, not yet w10 and w20',
    'Gather facts: 999 of 1000 hosts after 20.0 s, not yet w20',
  ]);
  expect(ticks()).toBe(false);

  const asked = after([0, {type: 'gathering', hosts}], ...others.map(host => [9, {type: 'gathered', host}] as const));
  expect(frame(asked!, 5000, {rows: 24, columns: 100})).toEqual([
    'Gather facts  998 of 1000 hosts  5.0 s',
    '  w10  give its facts  5.0 s',
    '  w20  give its facts  5.0 s',
  ]);
  expect(after([0, {type: 'gathering', hosts: [slow]}], [9, {type: 'gathered', host: slow}])).toBeUndefined();
});

test('nothing is reported while facts of few hosts are gathered', () => {
  const events: Event[] = [];
  const gathered = reportGathering(event => events.push(event))(hosts.slice(0, 20));
  gathered(slow);
  expect(events).toEqual([]);
});
