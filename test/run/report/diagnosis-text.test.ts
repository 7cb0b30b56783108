import {expect, test} from 'vitest';
import type {Diagnosis} from '../../../src/core/diagnosis/diagnosis.js';
import {diagnosisText, shortDiagnosis} from '../../../src/run/report/diagnosis-text.js';

const diagnosis: Diagnosis = {
  cluster: 'demo',
  verdict: {quorate: 'yes', sentence: 'quorate: 2 of 3 voters', voters: 3, healthy: 2, quorum: 2, spare: 0},
  findings: [
    {
      level: 'error',
      code: 'etcd/member-down',
      host: 'cp3',
      message: 'cp3: its etcd member does not answer',
      evidence: ['cp1 gets no answer', 'etcd.service is inactive'],
      fix: 'on cp3: systemctl start etcd.service',
    },
    {level: 'warning', code: 'hosts/swap-on', host: 'w1', message: 'w1: swap is on', evidence: []},
  ],
  layout: {
    name: 'demo',
    kubernetesVersion: '1.36.3',
    endpoint: '10.0.0.1:6443',
    zones: [
      {
        hosts: [
          {
            name: 'cp3',
            address: '10.0.0.1',
            seen: 'yes',
            member: {part: 'voter', state: 'down', why: 'does not answer'},
          },
        ],
      },
    ],
  },
  losses: [
    {hosts: ['cp1'], writes: false, api: false, endpoint: false, workloads: [], sentence: 'without cp1: writes stop'},
  ],
};

test('first the verdict, then the drawing, then findings with what was seen and what mends them, then losses', () => {
  expect(diagnosisText(diagnosis, {columns: 0, colour: false})).toBe(`demo is quorate: 2 of 3 voters
1 error, 1 warning

Kubernetes 1.36.3, the API at 10.0.0.1:6443, by a way of your own
╭──────────────────────────────────────────────╮
│ cp3                                 10.0.0.1 │
│   ✗ etcd voter, down                         │
│     does not answer                          │
╰──────────────────────────────────────────────╯
✗ down

[ERROR etcd/member-down]: cp3: its etcd member does not answer
    seen: cp1 gets no answer
    seen: etcd.service is inactive
    fix: on cp3: systemctl start etcd.service

[WARNING hosts/swap-on]: w1: swap is on

without cp1: writes stop`);
});

test('a run that did something else ends with one line, the errors, and where the rest is told', () => {
  expect(shortDiagnosis(diagnosis)).toEqual({
    line: 'demo is quorate: 2 of 3 voters; 1 error, 1 warning (all of it: quorate topology check)',
    errors: [diagnosis.findings[0]],
  });
  expect(shortDiagnosis({...diagnosis, findings: []})).toEqual({
    line: 'demo is quorate: 2 of 3 voters; no finding',
    errors: [],
  });
});

test('what hosts said cannot steer the terminal', () => {
  const said = {...diagnosis, verdict: {...diagnosis.verdict, sentence: '\u001b[2Jgone\nnext'}};
  expect(shortDiagnosis(said).line).toContain('demo is \ufffd[2Jgone next; 1 error');
  expect(diagnosisText(said, {columns: 0, colour: false})).not.toContain('\u001b');
});
