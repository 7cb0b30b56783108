import {expect, test} from 'vitest';
import type {Diagnosis} from '../../../src/core/diagnosis/diagnosis.js';
import {diagnosisText, shortDiagnosis} from '../../../src/run/report/diagnosis-text.js';

const diagnosis: Diagnosis = {
  cluster: 'demo',
  verdict: {quorate: 'yes', summary: 'quorate: 2 of 3 voters', voters: 3, healthy: 2, quorum: 2, tolerance: 0},
  findings: [
    {
      level: 'error',
      code: 'etcd/member-down',
      host: 'cp3',
      message: 'cp3: its etcd member does not answer',
      evidence: ['cp1 gets no answer', 'etcd.service is inactive'],
      fix: 'on cp3: systemctl start etcd.service',
    },
    {level: 'warning', code: 'hosts/swap-on', host: 'w1', message: 'w1: swap is enabled', evidence: []},
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
            reachable: 'yes',
            member: {role: 'voter', state: 'down', why: 'does not answer'},
          },
        ],
      },
    ],
  },
  losses: [
    {
      hosts: ['cp1'],
      writes: false,
      api: false,
      endpoint: false,
      workloads: [],
      summary: 'without cp1: etcd loses quorum',
    },
  ],
};

test('prints the verdict, the drawing, the findings with evidence and remedy, and the simulated losses', () => {
  expect(diagnosisText(diagnosis, {columns: 0, colour: false})).toBe(`demo is quorate: 2 of 3 voters
1 error, 1 warning

Kubernetes 1.36.3, API endpoint 10.0.0.1:6443 (user-managed)
╭──────────────────────────────────────────────╮
│ cp3                                 10.0.0.1 │
│   ✗ etcd voter, down                         │
│     does not answer                          │
╰──────────────────────────────────────────────╯
✗ down

[ERROR etcd/member-down]: cp3: its etcd member does not answer
    evidence: cp1 gets no answer
    evidence: etcd.service is inactive
    remedy: on cp3: systemctl start etcd.service

[WARNING hosts/swap-on]: w1: swap is enabled

without cp1: etcd loses quorum`);
});

test('the short form is one line with the command for details, and the errors', () => {
  expect(shortDiagnosis(diagnosis)).toEqual({
    line: 'demo is quorate: 2 of 3 voters; 1 error, 1 warning (details: quorate topology check)',
    errors: [diagnosis.findings[0]],
  });
  expect(shortDiagnosis({...diagnosis, findings: []})).toEqual({
    line: 'demo is quorate: 2 of 3 voters; no findings',
    errors: [],
  });
});

test('text of hosts cannot control the terminal', () => {
  const hostile = {...diagnosis, verdict: {...diagnosis.verdict, summary: '\u001b[2Jgone\nnext'}};
  expect(shortDiagnosis(hostile).line).toContain('demo is \ufffd[2Jgone next; 1 error');
  expect(diagnosisText(hostile, {columns: 0, colour: false})).not.toContain('\u001b');
});
