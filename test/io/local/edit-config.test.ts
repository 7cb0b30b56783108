import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {writeVersions} from '../../../src/io/local/config-file.js';
import {clusterYaml} from '../../core/config/support.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quorate-edit-'));
  path = join(folder, 'cluster.yaml');
});
afterEach(() => {
  rmSync(folder, {recursive: true});
});

const NEW = {kubernetes: '1.37.2'};
const after = clusterYaml({version: 'kubernetesVersion: "1.37.2"'});

test.each([0o644, 0o600, 0o664])(
  'the file gets the version and keeps its mode %o, without a temporary file',
  async mode => {
    writeFileSync(path, clusterYaml());
    chmodSync(path, mode);
    expect(await writeVersions(path, NEW)).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe(after);
    expect(statSync(path).mode & 0o777).toBe(mode);
    expect(readdirSync(folder)).toEqual(['cluster.yaml']);
  },
);

test('a file that has the version already is not changed', async () => {
  writeFileSync(path, after);
  const {ino, mtimeMs} = statSync(path);
  expect(await writeVersions(path, NEW)).toBe(false);
  expect(statSync(path)).toMatchObject({ino, mtimeMs});
});

test('a link is followed: the file it names is replaced, and the link stays', async () => {
  const target = join(folder, 'real.yaml');
  writeFileSync(target, clusterYaml());
  symlinkSync(target, path);
  await writeVersions(path, NEW);
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, 'utf8')).toBe(after);
});

test('a file that cannot be edited stays as it is', async () => {
  writeFileSync(path, 'spec: {}\n');
  await expect(writeVersions(path, NEW)).rejects.toMatchObject({code: 'config/not-editable'});
  expect(readFileSync(path, 'utf8')).toBe('spec: {}\n');
});

test('standard input and a missing file cannot be written to', async () => {
  await expect(writeVersions('-', NEW)).rejects.toMatchObject({
    code: 'config/unwritable',
    message: expect.stringContaining('standard input'),
  });
  await expect(writeVersions(path, NEW)).rejects.toMatchObject({code: 'config/unreadable'});
});
