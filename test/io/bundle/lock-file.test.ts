import {chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {FileSource} from '../../../src/core/artifacts/bundle.js';
import {manifestOf, manifestText} from '../../../src/core/artifacts/lock.js';
import {sha256} from '../../../src/core/model/digest.js';
import {lockBefore, readLock, writeLock} from '../../../src/io/bundle/lock-file.js';
import {artifactOf} from '../../support/builders/release.js';

const lock = (...versions: readonly string[]) =>
  manifestOf(
    'Lock',
    versions.map(version => {
      const {stored: _, ...artifact} = artifactOf('etcd', version, 'etcd');
      const {sha256: digest, size} = artifact;
      return {...artifact, source: {kind: 'file', path: 'github.com/x', sha256: digest, size}} as const;
    }),
  );

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-lock-'));
  path = join(folder, 'quorate.lock.json');
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const written = async (mode = 0o644): Promise<string> => {
  const text = manifestText(lock('3.6.16'));
  await writeFile(path, text);
  await chmod(path, mode);
  return text;
};

test('a lock file is read as it was written', async () => {
  await writeLock(path, manifestOf('Lock', []), lock('3.6.16'));
  expect(await readLock(path)).toEqual(lock('3.6.16'));
  expect((await stat(path)).mode & 0o777).toBe(0o644);
});

test('an unchanged lock file is not written', async () => {
  await written();
  const before = await stat(path);
  await writeLock(path, lock('3.6.16'), lock('3.6.16'));
  expect((await stat(path)).ino).toBe(before.ino);
});

test('a lock file that is a link is replaced where it is', async () => {
  await written();
  await symlink(path, join(folder, 'link.json'));
  await writeLock(join(folder, 'link.json'), lock('3.6.16'), lock('3.6.16', '3.6.17'));
  expect(await readFile(path, 'utf8')).toBe(manifestText(lock('3.6.16', '3.6.17')));
});

test('a lock file that does not exist is refused with the command that writes it, or counts as empty', async () => {
  await expect(readLock(path)).rejects.toMatchObject({
    code: 'artifacts/no-lock',
    message: expect.stringContaining(path),
    suggestions: [`quorate bundle fetch --lock ${path} --kubernetes VERSION`],
  });
  expect(await lockBefore(path)).toEqual(manifestOf('Lock', []));
});

test.each([
  [{kubernetes: '1.36.3'}, '--kubernetes 1.36.3'],
  [{kubernetes: '1.36.3', etcd: '3.6.17', from: 'upstream'}, '--kubernetes 1.36.3 --etcd 3.6.17'],
  [
    {kubernetes: '1.36.3', arches: ['amd64', 'arm64'], from: 'https://files.example.com/k8s'},
    '--kubernetes 1.36.3 --arch amd64,arm64 --from https://files.example.com/k8s',
  ],
] as const)('for %j the command that writes it has %s', async (wanted, flags) => {
  await expect(readLock(path, undefined, wanted)).rejects.toMatchObject({
    suggestions: [`quorate bundle fetch --lock ${path} ${flags}`],
  });
});

test.each([
  ['{"arti', 'it is not JSON'],
  ['{"apiVersion": "quorate/v1alpha2", "kind": "Lock"}', 'artifacts is not a list'],
  [manifestText({...lock(), kind: 'Bundle'}), 'its kind is Bundle, and must be Lock'],
])('the invalid lock file %s is refused with the reason', async (text, problem) => {
  await writeFile(path, text);
  for (const read of [readLock, lockBefore])
    await expect(read(path)).rejects.toMatchObject({
      code: 'artifacts/bad-manifest',
      message: expect.stringContaining(problem),
      // The command alone reads the same file, and fails in the same way.
      suggestions: [
        expect.stringContaining(`git checkout ${path}`),
        expect.stringMatching(/delete it, .*: quorate bundle fetch --lock .* --kubernetes VERSION$/),
      ],
    });
});

test.each(['././etcd', '/etc/passwd', '../etcd'])(
  'a lock that could not be read again, with the member %s, is not written',
  async member => {
    await written();
    const [artifact] = lock('3.6.17').artifacts;
    const bad = manifestOf('Lock', [{...artifact!, source: {...artifact!.source, member} as FileSource}]);
    await expect(writeLock(path, lock('3.6.16'), bad)).rejects.toThrow(/is not written/);
    expect(await readLock(path)).toEqual(lock('3.6.16'));
    expect(await readdir(folder)).toEqual(['quorate.lock.json']);
  },
);

describe('a pinned lock file', () => {
  test('is read with the right digest, also if others can write to it', async () => {
    const digest = sha256(await written(0o666));
    expect(await readLock(path, digest)).toEqual(lock('3.6.16'));
  });

  test('is refused with another digest, before it is read', async () => {
    await writeFile(path, 'no JSON');
    await expect(readLock(path, '0'.repeat(64))).rejects.toMatchObject({
      code: 'artifacts/lock-digest',
      message: expect.stringMatching(new RegExp(`${sha256('no JSON')}.*${'0'.repeat(64)}`)),
    });
  });
});

test.each([
  [0o664, 'its group'],
  [0o646, 'all users'],
])('a lock file with mode %o is refused with the command that changes it', async (mode, who) => {
  await written(mode);
  await expect(readLock(path)).rejects.toMatchObject({
    code: 'artifacts/writable-by-others',
    message: expect.stringContaining(who),
    suggestions: [`chmod go-w ${path}`],
  });
});

test('a lock file that cannot be written is named', async () => {
  const missing = join(folder, 'missing/quorate.lock.json');
  await writeFile(join(folder, 'missing'), '');
  await expect(writeLock(missing, lock(), lock('3.6.16'))).rejects.toMatchObject({
    code: 'artifacts/unwritable',
    message: expect.stringContaining(missing),
  });
});
