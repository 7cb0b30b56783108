import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import type {Event} from '../../../src/run/report/event.js';
import {frame} from '../../../src/run/report/frame.js';
import {liveReport} from '../../../src/run/report/live.js';
import {advance, type Progress} from '../../../src/run/report/progress.js';
import {cp1, putKubeletConfig, runKubelet, w1} from './actions.js';

const started: Event = {type: 'stage-started', title: 'Start', number: 1, of: 2, actions: 40};
const size = {rows: 24, columns: 100};

const after = (...events: readonly (readonly [number, Event])[]): Progress | undefined =>
  events.reduce<Progress | undefined>((progress, [at, event]) => advance(progress, event, at), undefined);

const busy = (number: number): Event => ({
  type: 'actions-started',
  host: hostName(`w${number}`),
  actions: [runKubelet],
});

test('the frame has the stage with its count and time, and the busy hosts, the longest first', () => {
  const progress = after(
    [0, started],
    [1_000, {type: 'actions-started', host: w1, actions: [runKubelet]}],
    [2_000, {type: 'actions-started', host: cp1, actions: [putKubeletConfig, runKubelet]}],
    [3_000, {type: 'actions-done', host: hostName('w2'), actions: [runKubelet], tookMs: 9}],
  );
  expect(frame(progress!, 5_000, size)).toEqual([
    '[1/2] Start  1 of 40 actions  5.0 s',
    '  w1   run kubelet.service  4.0 s',
    '  cp1  write /var/lib/kubelet/config.yaml (mode 600, 32 B) (+1 more)  3.0 s',
  ]);
});

test('a host keeps its place while its upload makes progress', () => {
  const upload = (sentBytes: number): Event => ({
    type: 'upload',
    host: w1,
    artifact: 'kubelet',
    sentBytes,
    totalBytes: 100,
  });
  const progress = after([0, started], [0, upload(0)], [10, busy(2)], [20, upload(50)]);
  expect(frame(progress!, 1_000, size)[1]).toBe('  w1  kubelet 50% of 100 B sent  1.0 s');
});

test('a transfer shows its rate after a second, from its own start', () => {
  const download = (artifact: string, receivedBytes: number): Event => ({
    type: 'download',
    host: w1,
    artifact,
    receivedBytes,
    totalBytes: 100_000_000,
  });
  const events = [
    [0, download('one', 0)],
    [999, download('one', 30_000_000)],
  ] as const;
  const text = (...more: readonly (readonly [number, Event])[]) => {
    const last = more.at(-1)?.[0] ?? 1000;
    return frame(after([0, started], ...events, ...more)!, last, size)[1];
  };
  expect(text()).toBe('  w1  one 30% of 100.0 MB received  1.0 s');
  expect(text([2000, download('one', 60_000_000)])).toBe('  w1  one 60% of 100.0 MB received, 30.0 MB/s  2.0 s');
  // Another file that was half there.
  const two = [
    [2000, download('two', 50_000_000)],
    [4000, download('two', 60_000_000)],
  ] as const;
  expect(text(...two)).toBe('  w1  two 60% of 100.0 MB received, 5.0 MB/s  4.0 s');
});

test('a transfer outside of stages is shown until it is complete', () => {
  const download = (receivedBytes: number): Event => ({
    type: 'download',
    host: w1,
    artifact: 'etcd snapshot',
    receivedBytes,
    totalBytes: 100,
  });
  const running = after([0, download(20)], [2000, download(60)]);
  expect(frame(running!, 2000, size)).toEqual(['  w1  etcd snapshot 60% of 100 B received, 20 B/s  2.0 s']);
  expect(after([0, download(20)], [2000, download(100)])).toBeUndefined();
  expect(after([0, download(20)], [10, {type: 'step', title: 'Download it'}])).toBeUndefined();
  expect(after([0, started], [0, download(20)], [10, download(100)])?.stage?.title).toBe('Start');
});

test('the frame leaves four rows free and counts the hosts that it does not show', () => {
  const progress = after([0, started], ...Array.from({length: 30}, (_, index) => [index, busy(index)] as const));
  const lines = frame(progress!, 1_000, {rows: 10, columns: 100});
  expect(lines).toHaveLength(1 + 6);
  expect(lines.at(-1)).toBe('  and 25 more hosts');
});

test('every line is shorter than the terminal is wide, so that none wraps', () => {
  const progress = after([0, started], [0, busy(1)]);
  expect(frame(progress!, 0, {rows: 10, columns: 12}).every(line => line.length < 12)).toBe(true);
});

test('the frame shows what is waited for until the next actions are done', () => {
  const waiting: Event = {
    type: 'waiting',
    forWhat: 'etcd to elect a leader',
    seen: 'no member answers',
    elapsedMs: 500,
  };
  const progress = after([0, started], [2_000, waiting]);
  expect(frame(progress!, 3_000, size)[1]).toBe('  waiting for etcd to elect a leader: no member answers (1.5 s)');
  const done = advance(progress, {type: 'actions-done', actions: [{kind: 'etcd/await-leader'}], tookMs: 1}, 4_000);
  expect(frame(done!, 4_000, size)).toHaveLength(1);
});

/** A terminal that interprets newline, "up n" and "erase below". */
const terminal = (size = {rows: 24, columns: 100}) => {
  let rows: string[] = [];
  let writes = 0;
  return {
    ...size,
    write: (text: string) => {
      writes += 1;
      for (const [, up, line] of text.matchAll(/\x1b\[(\d+)A\x1b\[0J|([^\n\x1b]*)\n/g))
        if (up !== undefined) rows = rows.slice(0, rows.length - Number(up));
        else rows.push(line ?? '');
    },
    shown: () => rows,
    writes: () => writes,
  };
};

const live = (size?: {rows: number; columns: number}) => {
  const screen = terminal(size);
  let now = 0;
  let tick: (() => void) | undefined;
  const view = liveReport(
    screen,
    () => now,
    (_ms, again) => {
      tick = again;
      return () => {
        tick = undefined;
      };
    },
  );
  return {
    screen,
    ...view,
    pass: (ms: number) => {
      now += ms;
      tick?.();
    },
    ticking: () => tick !== undefined,
  };
};

test('the view is redrawn in place below the lines that remain', () => {
  const {report, screen, pass} = live();
  report({type: 'step', title: 'the first note'});
  report(started);
  report({type: 'actions-started', host: w1, actions: [runKubelet]});
  pass(100);
  pass(100);
  report({type: 'step', title: 'a note'});
  expect(screen.shown()).toEqual([
    'the first note',
    'a note',
    '[1/2] Start  0 of 40 actions  0.2 s',
    '  w1  run kubelet.service  0.2 s',
  ]);
  report({type: 'stage-done', title: 'Start', number: 1, of: 2, tookMs: 250});
  expect(screen.shown()).toEqual(['the first note', 'a note', '[1/2] Start: done in 0.3 s']);
});

test('a thousand events between two drawings are one drawing', () => {
  const {report, screen, pass} = live();
  report(started);
  for (let sent = 0; sent < 1000; sent += 1)
    report({type: 'upload', host: w1, artifact: 'kubelet', sentBytes: sent, totalBytes: 1000});
  expect(screen.writes()).toBe(0);
  pass(100);
  expect(screen.writes()).toBe(1);
});

test('closing the view during a stage erases it, and it is not drawn again', () => {
  const {report, screen, pass, close, ticking} = live();
  report({type: 'step', title: 'a note'});
  report(started);
  pass(100);
  close();
  expect(screen.shown()).toEqual(['a note']);
  expect(ticking()).toBe(false);
});

test('a pause erases the view, and the next event draws it again', () => {
  const {report, screen, pass, pause} = live();
  report(started);
  pass(100);
  pause();
  expect(screen.shown()).toEqual([]);
  report({type: 'actions-started', host: w1, actions: [runKubelet]});
  pass(100);
  expect(screen.shown()).toHaveLength(2);
});

test('a terminal of unknown size counts as 24 rows and 80 columns', () => {
  const {report, screen, pass} = live({rows: 0, columns: 0});
  report(started);
  pass(100);
  expect(screen.shown()).toEqual(['[1/2] Start  0 of 40 actions  0.1 s']);
});
