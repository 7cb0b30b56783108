import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {captureOutput} from '@oclif/test';
import {expect, test} from 'vitest';
import Explain from '../../src/commands/explain.js';
import {ALL} from '../../src/core/codes/lookup.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const explain = async (...argv: string[]) => {
  const {stdout, stderr, error} = await captureOutput(() => Explain.run(argv, {root}));
  return {stdout, stderr, exit: (error as {oclif?: {exit?: number}} | undefined)?.oclif?.exit ?? 0};
};

test('explain with a code prints its title, kind, exit code, explanation and remedy', async () => {
  const {stdout, exit} = await explain('etcd/quorum-lost');
  expect(exit).toBe(0);
  expect(stdout).toMatch(/^etcd\/quorum-lost: /);
  expect(stdout).toContain('Exit code: 5');
  expect(stdout).toContain('\nRemedy: ');
});

test('explain finds a preflight check by the name that is printed, in any letter case', async () => {
  expect((await explain('port-6443')).stdout).toMatch(/^Port-6443: /);
});

test('explain with an earlier name says what the code is called now', async () => {
  expect((await explain('service/ends-again')).stdout).toMatch(
    /^service\/ends-again was renamed to service\/crash-loop/,
  );
});

test('explain --json has the same values', async () => {
  expect(JSON.parse((await explain('hosts/auth-refused', '--json')).stdout)).toEqual({
    code: 'hosts/auth-refused',
    kind: 'failure',
    level: 'error',
    exitCode: 6,
    title: expect.any(String),
    explanation: expect.any(String),
    remedy: expect.any(String),
  });
});

test('explain without a code lists all of them', async () => {
  const {stdout, exit} = await explain();
  expect(exit).toBe(0);
  expect(ALL.filter(({code}) => !stdout.includes(`  ${code} `))).toEqual([]);
  const {codes} = JSON.parse((await explain('--json')).stdout) as {codes: unknown[]};
  expect(codes).toHaveLength(ALL.length);
});

test.each([
  ['etcd/quorum-lots', 'quorate explain etcd/quorum-lost'],
  ['kube/drain-blocked', 'quorate explain upgrade/drain-blocked'],
  ['lock/nothing-like-it', 'quorate explain lock/held'],
  ['Porrt', 'quorate explain Port'],
  ['nothing', 'lists every code'],
])('explain %s suggests %s', async (code, suggestion) => {
  const {stdout, stderr, exit} = await explain(code);
  expect([stdout, exit]).toEqual(['', 2]);
  expect(stderr).toContain(suggestion);
});
