import {
  chmodSync,
  chownSync,
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
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {replaceFile} from '../../../src/io/local/replace-file.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quorate-replace-'));
  path = join(folder, 'file');
});
afterEach(() => {
  rmSync(folder, {recursive: true});
});

const seen = (file = path) => {
  const {uid, gid, mode} = statSync(file);
  return {uid, gid, mode: mode & 0o777, text: readFileSync(file, 'utf8')};
};

test('a new file has the requested mode and belongs to the current user', async () => {
  await replaceFile(path, 'new', 0o640);
  expect(seen()).toMatchObject({uid: process.geteuid?.(), mode: 0o640, text: 'new'});
  expect(readdirSync(folder)).toEqual(['file']);
});

test('a file that cannot be replaced stays, without a temporary file', async () => {
  await expect(replaceFile(folder, 'new', 0o600)).rejects.toMatchObject({code: expect.any(String)});
  expect(readdirSync(folder)).toEqual([]);
});

/** Only root changes owners; what another user may do is tried as one. */
describe.skipIf(process.geteuid?.() !== 0)('a file of another user', () => {
  const [UID, GID, OTHER] = [1234, 1235, 1236];
  const groups = process.getgroups?.() ?? [];
  beforeEach(() => {
    chmodSync(folder, 0o777);
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    chownSync(path, UID, GID);
  });
  afterEach(() => {
    process.seteuid?.(0);
    process.setegid?.(0);
    process.setgroups?.(groups);
  });
  const become = (uid: number, gid: number) => {
    process.setgroups?.([gid]);
    process.setegid?.(gid);
    process.seteuid?.(uid);
  };

  test('keeps its owner when root replaces it', async () => {
    await replaceFile(path, 'new', 0o600);
    expect(seen()).toEqual({uid: UID, gid: GID, mode: 0o600, text: 'new'});
  });

  test('keeps its owner when root replaces it through a link', async () => {
    const link = join(folder, 'link');
    symlinkSync(path, link);
    await replaceFile(link, 'new', 0o644);
    expect(seen()).toEqual({uid: UID, gid: GID, mode: 0o644, text: 'new'});
  });

  test('is not replaced by a user who cannot keep its owner', async () => {
    become(OTHER, GID);
    await expect(replaceFile(path, 'new', 0o640)).rejects.toMatchObject({
      code: 'files/owner',
      message: expect.stringContaining(`user ID ${UID}`),
    });
    expect(seen()).toEqual({uid: UID, gid: GID, mode: 0o640, text: 'old'});
    expect(readdirSync(folder)).toEqual(['file']);
  });

  test('gives no access to a new group when its owner replaces it', async () => {
    become(UID, OTHER);
    await replaceFile(path, 'new', 0o640);
    expect(seen()).toEqual({uid: UID, gid: OTHER, mode: 0o600, text: 'new'});
  });
});
