import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Config} from '@oclif/core';
import {captureOutput} from '@oclif/test';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import LabExec from '../../../src/commands/lab/exec.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const config = await Config.load(root);

beforeAll(() => vi.stubEnv('QUORATE_CONFIG', undefined));
afterAll(() => vi.unstubAllEnvs());

/** What would run on which host. */
async function understood(...words: readonly string[]) {
  const Made = LabExec as unknown as new (
    argv: string[],
    config: Config,
  ) => {
    init(): Promise<void>;
    args: {host: string};
    flags: {config: string; name?: string; verbose: boolean};
    command: readonly string[];
  };
  const made = new Made([...words], config);
  await made.init();
  return {host: made.args.host, flags: made.flags, command: made.command};
}

test.each([
  ['before the host', ['-c', 'other.yaml', 'cp1']],
  ['after the host', ['cp1', '-c', 'other.yaml']],
])('lab exec takes its flags %s, and everything after -- is the command', async (_, own) => {
  const {host, flags, command} = await understood(...own, '--', 'systemctl', 'status', 'etcd');
  expect([host, flags.config, command]).toEqual(['cp1', 'other.yaml', ['systemctl', 'status', 'etcd']]);
});

test('the command keeps its words and their order, whatever they are', async () => {
  const command = ['cp', 'cp1', 'f', 'cp1', 'f', '-c', '--name', 'x', '--help', '--', '--json', '', 'a b'];
  const found = await understood('--name', 'f', 'cp1', '--', ...command);
  expect(found).toMatchObject({host: 'cp1', flags: {name: 'f', config: 'cluster.yaml'}, command});
});

test('lab exec without a command, with or without --, has none', async () => {
  expect((await understood('cp1', '--name', 'demo')).command).toEqual([]);
  expect((await understood('cp1', '--')).command).toEqual([]);
});

/** What a shell would see of a command line that is refused. */
async function refused(...argv: readonly string[]) {
  process.exitCode = undefined;
  const {stdout, stderr, error} = await captureOutput(() => LabExec.run([...argv], {root}));
  process.exitCode = undefined;
  const {message = '', oclif} = (error ?? {}) as {message?: string; oclif?: {exit?: number}};
  return {stdout, said: stderr + message, exit: oclif?.exit};
}

test.each([
  [['cp1', 'ls'], 'quorate lab exec cp1 -- ls'],
  [['-c', 'x.yaml', 'cp1', 'ls', '-l', '/'], 'quorate lab exec -c x.yaml cp1 -- ls -l /'],
  [['cp1', 'sh', '-c', "echo 'a b'"], `quorate lab exec cp1 -- sh -c 'echo '\\''a b'\\'''`],
])('a command without -- is a usage error that prints the line with it (%j)', async (argv, line) => {
  const {stdout, said, exit} = await refused(...argv);
  expect([stdout, exit]).toEqual(['', 2]);
  expect(said).toContain(`  - ${line}\n`);
});

test.each([
  ['an unknown flag', ['cp1', '--nmae', 'x']],
  ['two hosts before --', ['cp1', 'cp2', '--', 'ls']],
  ['no host', ['--', 'ls']],
])('%s is a usage error', async (_, argv) => {
  expect(await refused(...argv)).toMatchObject({stdout: '', exit: 2});
});
