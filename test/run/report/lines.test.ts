import {expect, test} from 'vitest';
import {findingsText} from '../../../src/run/report/diagnosis-text.js';
import type {Event} from '../../../src/run/report/event.js';
import {ndjsonReport} from '../../../src/run/report/ndjson.js';
import {teeReport} from '../../../src/run/report/tee.js';
import {recordingReport} from '../../support/reporter.js';
import {cp1, plan, putKubeletConfig, runKubelet, w1} from './actions.js';

const linesOf = (events: readonly (readonly [number, Event])[]): readonly string[] => {
  let now = 0;
  const {report, lines} = recordingReport(() => now);
  for (const [at, event] of events) {
    now = at;
    report(event);
  }
  return lines;
};

test('plain lines say what, how far and how long', () => {
  const lines = linesOf([
    [0, {type: 'connecting', hosts: 1}],
    [0, {type: 'observed', hosts: 2, tookMs: 412}],
    [0, {type: 'planned', plan}],
    [0, {type: 'stage-started', title: 'Start', number: 2, of: 2, actions: 3}],
    [0, {type: 'actions-started', host: w1, actions: [putKubeletConfig, runKubelet]}],
    [0, {type: 'actions-done', host: w1, actions: [putKubeletConfig, runKubelet], tookMs: 1234}],
    [0, {type: 'actions-done', actions: [{kind: 'etcd/await-leader'}], tookMs: 61_000}],
    [0, {type: 'stage-done', title: 'Start', number: 2, of: 2, tookMs: 62_400}],
    [0, {type: 'finished', summary: 'init: done', tookMs: 3_720_000}],
  ]);
  expect(lines.join('')).toBe(`Connecting to 1 host
Looked at 2 hosts in 0.4 s
To do: 5 actions in 2 stages
[2/2] Start (3 actions)
[2/2]   w1: write /var/lib/kubelet/config.yaml (mode 600, 32 B) and 1 more (1.2 s), 2 of 3
[2/2]   wait until etcd has a leader (1 min 1 s), 3 of 3
[2/2] Start: done in 1 min 2 s
init: done (1 h 2 min)
`);
});

test('what goes on is mentioned at once and then every ten seconds, for each host of its own', () => {
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
    'cp1: kubelet 50% of 28.2 MB sent',
  ]);
});

test('waiting is mentioned again as soon as something else is seen', () => {
  const waiting = (seen: string, elapsedMs: number): Event => ({
    type: 'waiting',
    forWhat: 'etcd has a leader',
    seen,
    elapsedMs,
  });
  const lines = linesOf([
    [0, waiting('no member answers', 0)],
    [500, waiting('no member answers', 500)],
    [1_000, waiting('1 of 3 members answers', 1_000)],
  ]);
  expect(lines.map(line => line.trim())).toEqual([
    'waiting until etcd has a leader (0.0 s): no member answers',
    'waiting until etcd has a leader (1.0 s): 1 of 3 members answers',
  ]);
});

test('findings look as kubeadm’s, errors last, each with its fix', () => {
  expect(
    findingsText([
      {code: 'Port-6443', level: 'error', message: 'cp1: port 6443 is taken', fix: 'stop nginx'},
      {code: 'Hostname', level: 'warning', message: 'cp1: calls itself "debian"'},
    ]),
  ).toBe(
    '[WARNING Hostname]: cp1: calls itself "debian"\n[ERROR Port-6443]: cp1: port 6443 is taken\n    fix: stop nginx',
  );
});

test('NDJSON is one object a line, without the text of files', () => {
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

test('a tee tells all its reports the same, in order', () => {
  const told: string[] = [];
  const report = teeReport(
    event => told.push(`a ${event.type}`),
    event => told.push(`b ${event.type}`),
  );
  report({type: 'step', title: 'x'});
  expect(told).toEqual(['a step', 'b step']);
});
