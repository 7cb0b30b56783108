import {execFile, spawnSync} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, test} from 'vitest';
import {knownAnswer, type RootHelp, type Surroundings} from '../../../src/commands/base/known-answer.js';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');
const {name, version} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const help: RootHelp = JSON.parse(await readFile(join(root, 'dist', 'root-help.json'), 'utf8'));
const userAgent = `${name}/${version} ${process.platform}-${process.arch} node-${process.version}`;

const terminal = (columns: number) => ({isTTY: true, columns});
const about = (changed: Partial<Surroundings>): Surroundings => ({
  args: ['--help'],
  env: {TERM: 'xterm-256color'},
  stdout: terminal(80),
  stderr: terminal(80),
  userAgent,
  ...changed,
});
const answer = (changed: Partial<Surroundings>) => knownAnswer(about(changed), () => help);

/** What oclif prints in this width, without the known answers. */
const byOclif = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> => {
  const code = `import {execute} from '@oclif/core'; await execute({dir: ${JSON.stringify(root)}})`;
  const start = ['--input-type=module', '--eval', code, 'run.js', ...args];
  return (await run(process.execPath, start, {cwd: root, env: {PATH: '/usr/bin:/bin', HOME: '/nowhere', ...env}}))
    .stdout;
};

describe('the root help', () => {
  // What is stored changes at some widths: each of them, and each width right before them.
  const edges = help.flatMap(({from}) => [from - 1, from]).filter(width => width >= 60);
  const widths = [...new Set([...edges, 100, 159, 160, 300])];

  test('is the one of oclif at each width at which it changes, with and without bold headings', async () => {
    for (const width of widths) {
      const env = {OCLIF_COLUMNS: String(width)};
      const [bold, plain] = await Promise.all([
        byOclif(['--help'], {...env, FORCE_COLOR: '1'}),
        byOclif(['--help'], {...env, FORCE_COLOR: '0'}),
      ]);
      expect(answer({stdout: terminal(width)})).toBe(bold);
      expect(help.findLast(({from}) => from <= width)!.plain.replace('{{userAgent}}', userAgent)).toBe(plain);
    }
  });

  test('is printed without a command too, and plain and 80 columns wide into a pipe', async () => {
    const piped = await byOclif(['--help'], {});
    expect(answer({stdout: {}})).toBe(piped);
    expect(answer({stdout: {}, args: []})).toBe(piped);
    expect(answer({args: []})).toBe(answer({}));
  });
});

test('the version is the one of oclif', async () => {
  expect(answer({args: ['--version']})).toBe(await byOclif(['--version'], {}));
});

test.each<[string, Partial<Surroundings>]>([
  ['a command is given', {args: ['plan', '--help']}],
  ['a flag comes before --help', {args: ['--json', '--help']}],
  ['something follows --help', {args: ['--help', 'plan']}],
  ['the terminal is narrower than the stored texts', {stdout: terminal(59)}],
  ['the width of the terminal is unknown', {stdout: {isTTY: true}}],
  ['the terminal is dumb', {env: {TERM: 'dumb'}}],
  ['the terminal is unknown', {env: {}}],
  ['only standard output is a terminal', {stderr: {}}],
  ['NO_COLOR is set', {env: {TERM: 'xterm', NO_COLOR: '1'}}],
  ['FORCE_COLOR is set', {env: {FORCE_COLOR: '1'}, stdout: {}}],
  ['another width is set', {env: {OCLIF_COLUMNS: '70'}, stdout: {}}],
])('oclif answers when %s', (_title, changed) => {
  expect(answer(changed)).toBeUndefined();
});

describe('bin/run.js', () => {
  const start = (args: readonly string[], env: NodeJS.ProcessEnv = {PATH: '/usr/bin:/bin', HOME: '/nowhere'}) =>
    run(process.execPath, [join(root, 'bin', 'run.js'), ...args], {env});

  test.each([['--help'], ['--version']])('loads no oclif for %s', async arg => {
    const refuse =
      'data:text/javascript,' +
      encodeURIComponent(
        `import module from 'node:module'; module._load = new Proxy(module._load, {apply(f, t, [id, ...rest]) {
        if (id.includes('oclif')) process.exit(9); return Reflect.apply(f, t, [id, ...rest]); }})`,
      );
    const loaded = spawnSync(process.execPath, ['--import', refuse, join(root, 'bin', 'run.js'), arg], {
      env: {HOME: '/'},
    });
    expect([loaded.status, loaded.stdout.length > 30]).toEqual([0, true]);
    const command = spawnSync(process.execPath, ['--import', refuse, join(root, 'bin', 'run.js'), 'plan', arg], {
      env: {},
    });
    expect(command.status).toBe(9);
  });

  test('prints the same with no home directory, through oclif', async () => {
    expect((await start(['--version'], {})).stdout).toBe(`${userAgent}\n`);
    expect((await start(['--help'], {})).stdout).toBe((await start(['--help'])).stdout);
  });
});
