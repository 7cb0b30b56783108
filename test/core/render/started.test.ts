import {execFileSync, spawnSync} from 'node:child_process';
import {
  chmodSync,
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
