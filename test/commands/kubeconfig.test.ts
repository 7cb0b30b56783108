import {mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {captureOutput} from '@oclif/test';
import {afterEach, beforeEach, expect, test} from 'vitest';
import Kubeconfig from '../../src/commands/kubeconfig.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeconfig-command-'));
});
afterEach(() => rmSync(folder, {recursive: true}));

/** What a shell would see of a command that is refused before it reads a configuration. */
async function refused(...argv: readonly string[]) {
  process.exitCode = undefined;
  const {stdout, error} = await captureOutput(() => Kubeconfig.run([...argv, '--json', '-c', '/nowhere'], {root}));
  process.exitCode = undefined;
  return {exit: (error as {oclif?: {exit?: number}} | undefined)?.oclif?.exit, ...JSON.parse(stdout).error};
}

test.each([
  ['a group without a user', ['--group', 'dev'], 'usage/invalid'],
  ['hours without a user', ['--hours', '5'], 'usage/invalid'],
  ['--replace without a file', ['--replace'], 'usage/invalid'],
  ['no hours', ['--user', 'anna', '--hours', '0'], 'usage/invalid'],
  ['more than a year', ['--user', 'anna', '--hours', '8761'], 'usage/invalid'],
  ['a part of an hour', ['--user', 'anna', '--hours', '1.5'], 'usage/invalid'],
  ['a user of Kubernetes itself', ['--user', 'system:admin'], 'usage/client-name'],
  [
    'a group that RBAC cannot limit',
    ['--user', 'anna', '--group', 'dev', '--group', 'system:masters'],
    'usage/client-name',
  ],
  ['an empty user', ['--user', ''], 'usage/client-name'],
])('kubeconfig with %s is a usage error, and contacts nothing', async (_, argv, code) => {
  expect(await refused(...argv)).toMatchObject({exit: 2, code});
});

test.each([[[]], [['--user', 'anna']], [['--merge']]])(
  'kubeconfig --out %j refuses a file that exists, before it reads a configuration',
  async argv => {
    const out = join(folder, 'admin.conf');
    writeFileSync(out, 'before');
    expect(await refused('--out', out, ...argv)).toMatchObject({exit: 1, code: 'kubeconfig/exists'});
    expect(readFileSync(out, 'utf8')).toBe('before');
  },
);

test('kubeconfig --out refuses a link that leads nowhere', async () => {
  const out = join(folder, 'link');
  symlinkSync(join(folder, 'target'), out);
  expect(await refused('--out', out)).toMatchObject({code: 'kubeconfig/exists'});
});
