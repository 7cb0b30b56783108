import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Flags} from '@oclif/core';
import {captureOutput} from '@oclif/test';
import {describe, expect, test} from 'vitest';
import {ConvergeCommand} from '../../../src/commands/base/converge.js';
import type {ConvergeResult} from '../../../src/commands/base/converge-result.js';
import {desire} from '../../../src/core/desire.js';
import type {Diagnosis} from '../../../src/core/diagnosis/diagnosis.js';
import {hostName} from '../../../src/core/model/names.js';
import type {LeftOut} from '../../../src/core/plan/left-out/left-out.js';
import {incomplete} from '../../../src/workflows/left-out.js';
import type {VerbOutcome} from '../../../src/workflows/run-verb.js';
import {clusterConfig} from '../../support/builders/config.js';
import {release} from '../../support/builders/release.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

const LEFT_OUT: LeftOut = {
  hosts: [
    {host: hostName('w2'), by: 'unreachable', because: 'w2 (root@10.0.0.22:22): no route'},
    {host: hostName('w1'), by: 'limit', because: 'outside of --limit'},
  ],
  stages: [{title: 'Restart etcd on cp1', by: 'quorum', because: '2 of 3 voters healthy'}],
};

const diagnosis = {
  cluster: 'golden',
  verdict: {quorate: true, summary: 'quorate'},
  findings: [
    {code: 'hosts/unreachable', level: 'error', host: 'w2', subjects: [], message: 'w2: cannot be read', evidence: []},
    {code: 'etcd/member-down', level: 'error', host: 'cp3', subjects: [], message: 'cp3: is down', evidence: []},
  ],
} as unknown as Diagnosis;

/** A command whose run left something out, or did not. */
class Sample extends ConvergeCommand<typeof Sample> {
  static override id = 'sample';
  static override flags = {only: Flags.boolean(), complete: Flags.boolean()};

  async run(): Promise<ConvergeResult> {
    const leftOut = this.flags.complete ? {hosts: LEFT_OUT.hosts.slice(1), stages: []} : LEFT_OUT;
    const failure = incomplete({name: 'apply'}, leftOut, {dryRun: this.flags.only, troubleWith: () => undefined});
    const outcome: VerbOutcome = {
      verb: 'apply',
      plan: [],
      observed: {hosts: new Map(), etcd: {known: false, why: ''}, apiReady: new Map(), kube: {known: false, why: ''}},
      ran: !this.flags.only,
      leftOut,
      warnings: [],
      session: {desired: desire(clusterConfig()), release: release()},
      ...(failure === undefined ? {} : {incomplete: failure}),
      ...(this.flags.only ? {} : {diagnosis}),
    };
    this.show(outcome, this.report(), 1000);
    return this.ended(outcome);
  }
}

/** What a shell would see. */
const run = async (...argv: string[]) => {
  process.exitCode = undefined;
  const {stdout, stderr, error} = await captureOutput(async () => Sample.run(argv, {root}));
  const exit = process.exitCode ?? (error as {oclif?: {exit?: number}} | undefined)?.oclif?.exit ?? 0;
  process.exitCode = undefined;
  return {stdout, stderr, exit};
};

const times = (text: string, part: string): number => text.split(part).length - 1;

describe('a run that left out hosts which cannot be reached', () => {
  test('shows the cluster, and ends with exit code 6 and the names of the hosts', async () => {
    const {stderr, exit} = await run();
    expect(exit).toBe(6);
    expect(stderr).toContain('golden is quorate');
    expect(stderr).toContain('cp3: is down');
    expect(stderr.indexOf('cp3: is down')).toBeLessThan(stderr.indexOf('Error: apply: done on the other hosts'));
    for (const part of ['w2 (root@10.0.0.22:22): no route', 'Restart etcd on cp1']) expect(times(stderr, part)).toBe(1);
    // Said by the error.
    expect(stderr).not.toContain('w2: cannot be read');
  });

  test('prints with --json its result and the error', async () => {
    const {stdout, exit} = await run('--json');
    expect(exit).toBe(6);
    expect(JSON.parse(stdout)).toMatchObject({
      ran: true,
      plan: {changes: 0},
      leftOut: LEFT_OUT,
      verdict: {quorate: true},
      findings: [{code: 'hosts/unreachable'}, {code: 'etcd/member-down'}],
      error: {code: 'hosts/left-out', suggestions: expect.arrayContaining([expect.stringContaining('quorate apply')])},
    });
  });
});

test('a plan that is only shown says what it leaves out', async () => {
  const {stdout, stderr, exit} = await run('--only');
  expect(exit).toBe(6);
  for (const part of ['Left out:', 'w2', 'w1: outside of --limit', 'Restart etcd on cp1'])
    expect(stdout).toContain(part);
  expect(stdout).toContain('No changes on the other hosts.');
  expect(stderr).toContain('Error: apply: the plan is for the other hosts only');
});

test('a run within its limit is complete', async () => {
  expect(await run('--complete')).toMatchObject({exit: 0});
  const {stdout, exit} = await run('--complete', '--json');
  expect(exit).toBe(0);
  expect(JSON.parse(stdout)).not.toHaveProperty('error');
});
