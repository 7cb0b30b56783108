import {expect, test} from 'vitest';
import {describeAction} from '../../../src/core/actions/action.js';
import {findingsText} from '../../../src/run/report/diagnosis-text.js';
import type {Event} from '../../../src/run/report/event.js';
import {ndjsonReport} from '../../../src/run/report/ndjson.js';
import {teeReport} from '../../../src/run/report/tee.js';
import {recordingReport} from '../../support/reporter.js';
import {cp1, installKubelet, plan, putKubeletConfig, runKubelet, w1} from './actions.js';

const linesOf = (events: readonly (readonly [number, Event])[]): readonly string[] => {
  let now = 0;
  const {report, lines} = recordingReport(() => now);
  for (const [at, event] of events) {
    now = at;
    report(event);
  }
  return lines;
};

test('plain lines have the action, the progress and the time', () => {
  const lines = linesOf([
    [0, {type: 'planned', plan}],
    [0, {type: 'stage-started', title: 'Start', number: 2, of: 2, actions: 3}],
    [0, {type: 'actions-started', host: w1, actions: [putKubeletConfig, runKubelet]}],
    [0, {type: 'actions-done', host: w1, actions: [putKubeletConfig, runKubelet], tookMs: 1234}],
    [0, {type: 'actions-done', actions: [{kind: 'etcd/await-leader'}], tookMs: 61_000}],
    [0, {type: 'stage-done', title: 'Start', number: 2, of: 2, tookMs: 62_400}],
    [0, {type: 'finished', summary: 'init: done', tookMs: 3_720_000}],
  ]);
  expect(lines.join('')).toBe(`Plan: 5 actions in 2 stages
[2/2] Start (3 actions)
[2/2]   w1: write /var/lib/kubelet/config.yaml (mode 600, 32 B) (+1 more) (1.2 s), 2 of 3
[2/2]   ${describeAction({kind: 'etcd/await-leader'})} (1 min 1 s), 3 of 3
[2/2] Start: done in 1 min 2 s
init: done (1 h 2 min)
`);
});

test('the progress of an upload is printed at once and then every ten seconds, for each host', () => {
  const upload = (host: typeof cp1, sentBytes: number): Event => ({
    type: 'upload',
    host,
    artifact: 'kubelet',
    sentBytes,
    totalBytes: 28_200_000,
  });
  const lines = linesOf([
    [0, upload(cp1, 0)],
    [0, upload(w1, 0)],
    [9_999, upload(cp1, 9_000_000)],
    [10_000, upload(cp1, 14_100_000)],
    [60_000, upload(cp1, 28_200_000)],
  ]);
  expect(lines.map(line => line.trim())).toEqual([
    'cp1: kubelet 0% of 28.2 MB sent',
    'w1: kubelet 0% of 28.2 MB sent',
    'cp1: kubelet 50% of 28.2 MB sent, 1.4 MB/s',
  ]);
});

test('the progress of a download is printed like that of an upload', () => {
  const download = (receivedBytes: number): Event => ({
    type: 'download',
    host: cp1,
    artifact: 'kubelet',
    receivedBytes,
    totalBytes: 80_000_000,
  });
  const lines = linesOf([
    [0, download(0)],
    [9_999, download(20_000_000)],
    [10_000, download(40_000_000)],
    [60_000, download(80_000_000)],
  ]);
  expect(lines.map(line => line.trim())).toEqual([
    'cp1: kubelet 0% of 80.0 MB received',
    'cp1: kubelet 50% of 80.0 MB received, 4.0 MB/s',
  ]);
});

test('the plan of a run says which hosts get files by upload although hosts download, and why', () => {
  const upload = {...installKubelet, because: 'source-unusable'} as const;
  const lines = linesOf([
    [0, {type: 'planned', plan: [{title: 'Install', order: 'parallel', actions: [upload, upload]}]}],
  ]);
  expect(lines.join('')).toBe(
    'Plan: 2 actions in 1 stage\n  w1: uploads 2 files, 56.4 MB: it cannot download from the source in spec.artifacts\n',
  );
});

test('waiting is printed again as soon as the status changes', () => {
  const waiting = (seen: string, elapsedMs: number): Event => ({
    type: 'waiting',
    forWhat: 'etcd to elect a leader',
    seen,
    elapsedMs,
  });
  const lines = linesOf([
    [0, waiting('no member answers', 0)],
    [500, waiting('no member answers', 500)],
    [1_000, waiting('1 of 3 members answers', 1_000)],
  ]);
  expect(lines.map(line => line.trim())).toEqual([
    'waiting for etcd to elect a leader: no member answers (0.0 s)',
    'waiting for etcd to elect a leader: 1 of 3 members answers (1.0 s)',
  ]);
});

test('findings look as kubeadm’s, errors last, each with its remedy', () => {
  expect(
    findingsText([
      {code: 'Port-6443', level: 'error', message: 'cp1: port 6443 is taken', fix: 'stop nginx'},
      {code: 'Hostname', level: 'warning', message: 'cp1: calls itself "debian"'},
    ]),
  ).toBe(
    '[WARNING Hostname]: cp1: calls itself "debian"\n[ERROR Port-6443]: cp1: port 6443 is taken\n    remedy: stop nginx',
  );
});

test('NDJSON has one object a line, without the text of files', () => {
  const lines: string[] = [];
  const report = ndjsonReport(line => lines.push(line));
  report({type: 'planned', plan});
  report({type: 'actions-done', host: w1, actions: [putKubeletConfig], tookMs: 5});
  expect(lines.every(line => line.indexOf('\n') === line.length - 1)).toBe(true);
  const [planned, done] = lines.map(line => JSON.parse(line));
  expect(planned).toMatchObject({type: 'planned', plan: {changes: 5}});
  expect(done).toMatchObject({type: 'actions-done', host: 'w1', tookMs: 5});
  expect(lines.join('')).not.toContain('KubeletConfiguration');
});

test('a tee passes each event to all reports, in order', () => {
  const told: string[] = [];
  const report = teeReport(
    event => told.push(`a ${event.type}`),
    event => told.push(`b ${event.type}`),
  );
  report({type: 'step', title: 'x'});
  expect(told).toEqual(['a step', 'b step']);
});
