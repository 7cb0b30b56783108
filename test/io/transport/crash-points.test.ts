import {execFile, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {crashPoints} from '../../../src/io/transport/crash-points.js';
import {newKey, temporaryHome} from './support/keys.js';
import {startServer, type TestServer} from './support/server.js';

const home = temporaryHome();
const mine = newKey();
let server: TestServer;
let build: string;
let keyFile: string;

/** A killed process needs a build of its own; it is placed where its imports are found. */
const compile = (outDir: string) => {
  const options = '--target ES2023 --lib ES2023 --types node --module NodeNext --strict --skipLibCheck --rootDir src';
  const sources = ['src/io/transport/connect.ts', 'src/io/transport/ssh/pool.ts'];
  const tsc = resolve('node_modules/.bin/tsc');
  spawnSync(tsc, ['--ignoreConfig', ...options.split(' '), '--outDir', outDir, ...sources], {stdio: 'inherit'});
};

beforeAll(async () => {
  mkdirSync('node_modules/.cache', {recursive: true});
  build = mkdtempSync(resolve('node_modules/.cache/quorate-crash-'));
  compile(build);
  keyFile = home.file('key', mine.private);
  server = await startServer({hostKeys: [newKey().private], welcome: [mine.public]});
}, 60_000);

afterAll(async () => {
  await server.stop();
  rmSync(build, {recursive: true});
  home.clean();
});

const run = (kind: 'ssh' | 'local', env: NodeJS.ProcessEnv) => {
  const folder = mkdtempSync(join(home.path, 'host-'));
  const script = fileURLToPath(new URL('./support/crashing.mjs', import.meta.url));
  const args = [script, build, kind === 'ssh' ? String(server.port) : 'local', keyFile, folder];
  const ended = new Promise<string>(done => {
    execFile(process.execPath, args, {env: {...process.env, ...env}}, (error, _, stderr) =>
      done(error?.signal ?? (error ? `failed: ${stderr}` : 'finished')),
    );
  });
  const done = join(folder, 'done');
  return {ended, written: () => (existsSync(done) ? readFileSync(done, 'utf8') : '')};
};

test.each([
  ['ssh', '1:before', ''],
  ['ssh', '2:before', 'one\n'],
  ['ssh', '2:sent', 'one\ntwo\n'],
  ['ssh', '2:after', 'one\ntwo\n'],
  ['local', '2:before', 'one\n'],
  ['local', '2:sent', 'one\ntwo\n'],
  ['local', '2:after', 'one\ntwo\n'],
] as const)('%s: killed at %s', {timeout: 20_000}, async (kind, at, left) => {
  const {ended, written} = run(kind, {QUORATE_CRASH_AT: at});
  expect(await ended).toBe('SIGKILL');
  await expect.poll(written).toBe(left);
});

test('changing operations are counted, with their titles', {timeout: 20_000}, async () => {
  const file = join(home.path, 'count');
  const {ended, written} = run('ssh', {QUORATE_CRASH_COUNT: file, QUORATE_CRASH_AT: '4:before'});
  expect(await ended).toBe('finished');
  expect(written()).toBe('one\ntwo\nthree\n');
  const target = `root@127.0.0.1:${server.port}`;
  expect(readFileSync(file, 'utf8')).toBe(`1\t${target}\tfirst\n2\t${target}\tsecond\n3\t${target}\tthird\n`);
});

test.each(['0:before', '3', '3:later', 'x:sent'])('the value "%s" is refused', at => {
  expect(() => crashPoints({QUORATE_CRASH_AT: at})).toThrow(`QUORATE_CRASH_AT is "${at}"`);
});
