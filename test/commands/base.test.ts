import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Flags} from '@oclif/core';
import {captureOutput} from '@oclif/test';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {ClusterCommand} from '../../src/commands/base/cluster.js';
import {Failure} from '../../src/core/failure.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

let state: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'base-'));
});
afterEach(() => rm(state, {recursive: true}));

/** A command that does what its flag says. */
class Sample extends ClusterCommand<typeof Sample> {
  static override id = 'sample';
  static override flags = {does: Flags.string({default: 'nothing'})};

  async run(): Promise<unknown> {
    switch (this.flags.does) {
      case 'fail':
        throw new Failure('preflight/findings', 'cp1: port 6443 is taken', {suggestions: ['stop nginx']});
      case 'break':
        return (undefined as unknown as {field: string}).field;
      case 'report':
        this.report()({type: 'step', title: 'looking'});
        return {ok: true};
      case 'ask':
        return {sure: await this.confirm('Remove everything?')};
      case 'log and fail': {
        process.env.XDG_STATE_HOME = state;
        const log = await this.openLog('demo');
        log.write({title: 'read facts'});
        throw new Failure('hosts/unreachable', 'cp1: no answer');
      }
      case 'be interrupted':
        this.signal.throwIfAborted();
        process.emit('SIGINT');
        throw new Failure('hosts/connection-lost', 'cp1: connection lost');
      default:
        this.log(`config ${this.flags.config}`);
        return {config: this.flags.config};
    }
  }
}

/** What a shell would see. */
const run = async (...argv: string[]) => {
  process.exitCode = undefined;
  const {stdout, stderr, error} = await captureOutput(async () => Sample.run(argv, {root}));
  const exit = (error as {oclif?: {exit?: number}} | undefined)?.oclif?.exit ?? 0;
  process.exitCode = undefined;
  return {stdout, stderr, exit, message: error?.message ?? ''};
};

test('a command reads cluster.yaml unless --config names another file', async () => {
  expect((await run()).stdout).toBe('config cluster.yaml\n');
  expect((await run('-c', 'other.yaml')).stdout).toBe('config other.yaml\n');
});

test('with --json prints the result and nothing else', async () => {
  const {stdout, stderr} = await run('--json');
  expect(JSON.parse(stdout)).toEqual({config: 'cluster.yaml'});
  expect(stderr).toBe('');
});

describe('a failure', () => {
  test('is printed on standard error with its suggestions, and its code decides the exit code', async () => {
    const {stdout, stderr, exit} = await run('--does', 'fail');
    expect(stderr).toBe('Error: cp1: port 6443 is taken\nTry this:\n  - stop nginx\n');
    expect(stdout).toBe('');
    expect(exit).toBe(4);
  });

  test('has the same exit code with --json, and one shape', async () => {
    const {stdout, stderr, exit} = await run('--does', 'fail', '--json');
    expect(JSON.parse(stdout)).toEqual({
      error: {code: 'preflight/findings', message: 'cp1: port 6443 is taken', suggestions: ['stop nginx']},
    });
    expect(stderr).toBe('');
    expect(exit).toBe(4);
  });

  test('prints the path of the log, which has what was written before', async () => {
    const before = process.env.XDG_STATE_HOME;
    const {stderr} = await run('--does', 'log and fail');
    if (before === undefined) delete process.env.XDG_STATE_HOME;
    else process.env.XDG_STATE_HOME = before;
    const path = /^Log: (.*)$/m.exec(stderr)?.[1] ?? '';
    expect(path).toContain(join(state, 'quorate', 'logs', 'demo-sample-'));
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({title: 'read facts'});
  });
});

test('a bug shows its stack, asks for a report and exits 1', async () => {
  const {stderr, exit} = await run('--does', 'break');
  expect(stderr).toContain('base.test.ts');
  expect(stderr).toContain('Please report it');
  expect(exit).toBe(1);
});

test('unknown flags and arguments exit 2, with --json too', async () => {
  expect(await run('--no-such-flag')).toMatchObject({exit: 2, message: expect.stringContaining('--no-such-flag')});
  expect((await run('argument')).exit).toBe(2);
  const json = await run('--no-such-flag', '--json');
  expect(json.exit).toBe(2);
  expect(JSON.parse(json.stdout).error.code).toBe('usage/invalid');
});

describe('progress', () => {
  test('goes to standard error as plain lines where there is no terminal', async () => {
    const {stdout, stderr} = await run('--does', 'report');
    expect(stderr).toBe('looking\n');
    expect(stdout).toBe('');
  });

  test('is quiet with --json, and JSON lines with --json --verbose', async () => {
    expect((await run('--does', 'report', '--json')).stderr).toBe('');
    const {stdout, stderr} = await run('--does', 'report', '--json', '--verbose');
    expect(JSON.parse(stderr)).toEqual({type: 'step', title: 'looking'});
    expect(JSON.parse(stdout)).toEqual({ok: true});
  });
});

describe('a question', () => {
  test('is answered by --yes', async () => {
    const {stdout} = await run('--does', 'ask', '--yes', '--json');
    expect(JSON.parse(stdout)).toEqual({sure: true});
  });

  test('without a terminal is a usage error that suggests --yes', async () => {
    const {stdout, exit} = await run('--does', 'ask', '--json');
    expect(exit).toBe(2);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'usage/needs-confirmation',
      suggestions: ['quorate sample --does ask --json --yes'],
    });
  });
});

test('an interrupted run exits 130 with the command to resume, whatever it failed with', async () => {
  const listeners = process.listenerCount('SIGINT');
  const {stderr, exit} = await run('--does', 'be interrupted');
  expect(stderr).toContain('Press Ctrl-C again');
  expect(stderr).toContain('Try this:');
  expect(stderr).not.toContain('connection lost');
  expect(exit).toBe(130);
  expect(process.listenerCount('SIGINT')).toBe(listeners);
});
