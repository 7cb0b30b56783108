import {execFile, spawn} from 'node:child_process';
import {cp, mkdir, mkdtemp, readdir, readFile, rm, symlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {manifestOf, manifestText} from '../../../src/core/artifacts/lock.js';
import {startUpstream, type Upstream} from '../../support/upstream-fixture.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const run = promisify(execFile);

let upstream: Upstream;
/** The package, compiled from the source as it is. */
let installed: string;
/** A folder with nothing but node: all of PATH. */
let path: string;
beforeAll(async () => {
  upstream = await startUpstream({token: 'sesame'});
  installed = await mkdtemp(join(tmpdir(), 'quorate-installed-'));
  await run(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    ...['-p', join(root, 'tsconfig.build.json'), '--outDir', join(installed, 'dist')],
  ]);
  for (const name of ['package.json', 'bin', 'templates'])
    await cp(join(root, name), join(installed, name), {recursive: true});
  await symlink(join(root, 'node_modules'), join(installed, 'node_modules'));
  path = join(installed, 'path');
  await mkdir(path);
  await symlink(process.execPath, join(path, 'node'));
}, 180_000);
afterAll(async () => {
  await upstream.close();
  await rm(installed, {recursive: true, force: true});
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-command-'));
  upstream.reset();
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const environment = () => ({PATH: path, HOME: folder, TOKEN: 'sesame'});

/** Runs quorate in the folder, on a machine that has node alone. */
const quorate = async (...args: readonly string[]) => {
  const command = `node ${join(installed, 'bin/run.js')}`.split(' ');
  const child = spawn(command[0]!, [...command.slice(1), ...args], {cwd: folder, env: environment()});
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', chunk => stdout.push(chunk));
  child.stderr.on('data', chunk => stderr.push(chunk));
  const code = await new Promise<number | null>(resolve => child.on('close', resolve));
  return {code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString()};
};

const FROM = (): readonly string[] => ['--from', upstream.url, '--token-env', 'TOKEN'];

const expected = (...arches: readonly string[]): string =>
  manifestText(
    manifestOf(
      'Lock',
      upstream.lock.artifacts.filter(({arch}) => arches.includes(arch)),
    ),
  );

test('fetch needs node alone: it writes the lock file into the working directory, and a bundle that verifies', async () => {
  const {code, stderr} = await quorate('bundle', 'fetch', ...FROM(), '--download', '--output', 'bundle');
  expect(stderr).toMatch(
    /downloaded .*; 21 artifacts of Kubernetes 1\.36\.3 and etcd 3\.6\.16 for amd64, 21 of them new/,
  );
  expect(stderr).toMatch(/no digest published: github\.com\/flannel-io\/flannel\//);
  expect(stderr).not.toContain('Warning');
  expect(code).toBe(0);
  expect(await readFile(join(folder, 'quorate.lock.json'), 'utf8')).toBe(expected('amd64'));

  const verified = await quorate('bundle', 'verify', '--bundle', 'bundle', '--lock', 'quorate.lock.json');
  expect(verified.stdout).toMatch(/21 artifacts, .* all digests match; .*complete for Kubernetes 1\.36\.3 on amd64\n$/);
  expect(verified.code).toBe(0);

  const listed = await quorate('bundle', 'list', '--lock', 'quorate.lock.json');
  expect(listed.stdout).toMatch(/^COMPONENT .*\n/);
  expect(listed.stdout).toMatch(/^pause +3\.10\.2 +amd64 +registry\.k8s\.io\/pause:3\.10\.2 /m);
  expect(listed.stdout.trim().split('\n')).toHaveLength(22);
});

test('--json lists what was downloaded, and a second run downloads nothing', async () => {
  const args = ['bundle', 'fetch', ...FROM(), '--arch', 'arm64,amd64', '--json'];
  const first = JSON.parse((await quorate(...args)).stdout);
  expect(first).toMatchObject({
    lock: 'quorate.lock.json',
    arches: ['amd64', 'arm64'],
    artifacts: 42,
    added: 42,
    versions: {kubernetes: '1.36.3', etcd: '3.6.16'},
  });
  expect(first.downloads.length).toBeGreaterThan(10);
  expect(
    first.downloads.find(({path: each}: {path: string}) => each.endsWith('etcd-v3.6.16-linux-arm64.tar.gz')).bytes,
  ).toBeGreaterThan(1000);
  upstream.reset();
  expect(JSON.parse((await quorate(...args)).stdout)).toMatchObject({downloads: [], added: 0, requests: 0});
  expect(upstream.requests).toEqual([]);
});

test('Ctrl-C ends it with 130, and the next run continues', async () => {
  upstream.fault({path: '-linux-amd64.tar.gz', hang: 3000});
  const child = spawn('node', [join(installed, 'bin/run.js'), 'bundle', 'fetch', ...FROM()], {
    cwd: folder,
    env: environment(),
  });
  const ended = new Promise<number | null>(resolve => child.on('close', resolve));
  const isWaiting = () =>
    upstream.requests.some(({path: each, method}) => method === 'GET' && each.endsWith('amd64.tar.gz'));
  await expect.poll(isWaiting, {timeout: 30_000}).toBe(true);
  const parts = async () => (await readdir(folder, {recursive: true})).filter(name => /\.\d+\.part$/.test(name));
  await expect.poll(async () => (await parts()).length, {timeout: 10_000}).toBeGreaterThan(0);
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(await readdir(folder)).not.toContain('quorate.lock.json');
  upstream.reset();
  expect(await quorate('bundle', 'fetch', ...FROM())).toMatchObject({code: 0});
  expect(await readFile(join(folder, 'quorate.lock.json'), 'utf8')).toBe(expected('amd64'));
  expect(await parts()).toEqual([]);
});

test.each([
  [['--arch', 'riscv64'], 2, 'riscv64'],
  [['--kubernetes', '1.36'], 2, '1.36'],
  [['--from', 'ftp://x'], 2, 'not an http or https URL'],
  [['--token-env', 'NOTHING'], 2, 'NOTHING'],
  [['--ca', '/nowhere/ca.crt'], 3, '/nowhere/ca.crt'],
  [['--from', '/nowhere'], 1, '/nowhere/'],
] as const)('%j ends with the exit code %i and the reason', async (args, code, reason) => {
  const {stderr, ...result} = await quorate('bundle', 'fetch', ...args);
  expect(result.code).toBe(code);
  expect(stderr).toContain(reason);
  expect(await readdir(folder)).not.toContain('quorate.lock.json');
});
