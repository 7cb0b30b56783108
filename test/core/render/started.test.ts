import {execFileSync, spawnSync} from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {credentialName} from '../../../src/core/render/credentials.js';
import {clusterConfig} from '../../support/builders/config.js';
import {rendered} from '../../support/rendering.js';

const STARTED = fileURLToPath(new URL('../../../templates/host/started.sh', import.meta.url));

let host: string;
beforeEach(() => {
  host = mkdtempSync(join(tmpdir(), 'quorate-started-'));
});
afterEach(() => rmSync(host, {recursive: true, force: true}));

function start(...inputs: readonly string[]): string {
  const {status, stderr} = spawnSync('sh', [STARTED, 'etcd.service', 'start', join(host, 'run')], {
    env: {PATH: process.env.PATH, QUORATE_INPUTS: inputs.join(':')},
    encoding: 'utf8',
  });
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  return readFileSync(join(host, 'run/started/etcd.service'), 'utf8');
}

test('a start records every input in order, with links resolved', () => {
  const [unit, version, link] = ['unit', 'version', 'link'].map(name => join(host, name)) as [string, string, string];
  writeFileSync(unit, 'unit');
  writeFileSync(version, 'binary of one version');
  symlinkSync(version, link);
  const stat = execFileSync('stat', ['-L', '-c', '%n %i %s %Y', unit, link], {encoding: 'utf8'});
  expect(start(unit, link)).toBe(stat);
});

test('a missing input is recorded by its name, and others are recorded as usual', () => {
  const present = join(host, 'present');
  writeFileSync(present, '');
  const [first, second] = start(join(host, 'missing'), present).split('\n');
  expect(first).toBe(join(host, 'missing'));
  expect(second).toMatch(new RegExp(`^${present} \\d+ 0 \\d+$`));
});

test('a replaced input changes the record', () => {
  const input = join(host, 'input');
  writeFileSync(input, 'one');
  const before = start(input);
  writeFileSync(`${input}.new`, 'two');
  renameSync(`${input}.new`, input);
  expect(start(input)).not.toBe(before);
});

test('another mode does not change the record, and an edit in place does', () => {
  const input = join(host, 'input');
  writeFileSync(input, 'one', {mode: 0o600});
  utimesSync(input, 1000, 1000);
  const before = start(input);
  chmodSync(input, 0o644);
  expect(start(input)).toBe(before);
  writeFileSync(input, 'two');
  expect(start(input)).not.toBe(before);
});

test('the record is the only file that remains', () => {
  start(join(host, 'missing'));
  expect(readdirSync(join(host, 'run'), {recursive: true})).toEqual(['started', 'started/etcd.service']);
});

test('a start records reloadable files too; a reload records only those', () => {
  const [unit, config] = ['unit', 'config'].map(name => join(host, name)) as [string, string];
  const record = (occasion: 'start' | 'reload') => {
    const {status} = spawnSync('sh', [STARTED, 'haproxy.service', occasion, join(host, 'run')], {
      env: {PATH: process.env.PATH, QUORATE_INPUTS: unit, QUORATE_RELOADS: config},
    });
    expect(status).toBe(0);
    return ['started', 'reloaded'].map(kind => readFileSync(join(host, 'run', kind, 'haproxy.service'), 'utf8'));
  };
  writeFileSync(unit, 'unit');
  writeFileSync(config, 'one');
  const [started, taken] = record('start');
  expect(started).toMatch(/^\S+\/unit \d+ 4 \d+\n$/);
  expect(taken).toMatch(/^\S+\/config \d+ 3 \d+\n$/);
  writeFileSync(unit, 'another');
  writeFileSync(config, 'another');
  const [startedBefore, takenNow] = record('reload');
  expect(startedBefore).toBe(started);
  expect(takenNow).toMatch(/^\S+\/config \d+ 7 \d+\n$/);
});

/** A start of a unit with copies of its files: `copies` by the name of the credential. */
function startWith(copies: Readonly<Record<string, string>>, inputs: readonly string[]) {
  const credentials = join(host, 'credentials');
  mkdirSync(credentials);
  for (const [name, text] of Object.entries(copies)) writeFileSync(join(credentials, name), text);
  return spawnSync('sh', [STARTED, 'etcd.service', 'start', join(host, 'run')], {
    env: {PATH: process.env.PATH, QUORATE_INPUTS: inputs.join(':'), CREDENTIALS_DIRECTORY: credentials},
    encoding: 'utf8',
  }).status;
}

test.each([
  ['with the copies of what it recorded succeeds', {key: 'key', crt: 'certificate'}, 0],
  ['with the copy of a file that was replaced since fails', {key: 'the key before', crt: 'certificate'}, 1],
  ['with copies of other files succeeds', {}, 0],
])('a start %s', (_, {key, crt}: {readonly key?: string; readonly crt?: string}, expected) => {
  const folder = join(host, 'pki');
  mkdirSync(folder);
  const [first, second] = [join(folder, 'server.key'), join(folder, 'server.crt')];
  writeFileSync(first, 'key');
  writeFileSync(second, 'certificate');
  const copies = {
    ...(key === undefined ? {} : {[credentialName(first)]: key}),
    ...(crt === undefined ? {} : {[credentialName(second)]: crt}),
  };
  expect(startWith(copies, ['/etc/systemd/system/missing.service', first, second])).toBe(expected);
});

test('the names of credentials are those that the script derives, and no two files of a unit have one', () => {
  const credentials = [rendered('cp1'), rendered('etcd1', {config: clusterConfig('external')})].flatMap(({files}) =>
    files.flatMap(({path, text}) =>
      path.endsWith('.service')
        ? [[...text.matchAll(/^LoadCredential=([^:]+):(.*)$/gm)].map(([, name, file]) => [name!, file!] as const)]
        : [],
    ),
  );
  for (const unit of credentials) {
    expect(new Set(unit.map(([name]) => name)).size).toBe(unit.length);
    for (const [name, file] of unit) {
      expect(name).toBe(credentialName(file));
      expect(name).toMatch(/^[\w.-]+$/);
    }
  }
  expect(credentials.flat().length).toBeGreaterThan(30);
});
