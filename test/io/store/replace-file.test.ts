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

test('a new file has the mode that was asked for and belongs to who made it', async () => {
  await replaceFile(path, 'new', 0o640);
  expect(seen()).toMatchObject({uid: process.geteuid?.(), mode: 0o640, text: 'new'});
  expect(readdirSync(folder)).toEqual(['file']);
});

test('a file that cannot be replaced stays, and nothing is left beside it', async () => {
  await expect(replaceFile(folder, 'new', 0o600)).rejects.toMatchObject({code: expect.any(String)});
  expect(readdirSync(folder)).toEqual([]);
});

/** Only root changes owners; what another user may do is tried as one. */
describe.skipIf(process.geteuid?.() !== 0)('a file of somebody else', () => {
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

  test('is theirs when root has replaced it', async () => {
    await replaceFile(path, 'new', 0o600);
    expect(seen()).toEqual({uid: UID, gid: GID, mode: 0o600, text: 'new'});
  });

  test('is theirs also where a link leads to it', async () => {
    const link = join(folder, 'link');
    symlinkSync(path, link);
    await replaceFile(link, 'new', 0o644);
    expect(seen()).toEqual({uid: UID, gid: GID, mode: 0o644, text: 'new'});
  });

  test('is not replaced by who cannot give it back to them', async () => {
    become(OTHER, GID);
    await expect(replaceFile(path, 'new', 0o640)).rejects.toMatchObject({
      code: 'files/owner',
      message: `${path} belongs to the user with id ${UID}, and would be taken from them`,
    });
    expect(seen()).toEqual({uid: UID, gid: GID, mode: 0o640, text: 'old'});
    expect(readdirSync(folder)).toEqual(['file']);
  });

  test('is replaced by its owner, whose group gets nothing that only the old one had', async () => {
    become(UID, OTHER);
    await replaceFile(path, 'new', 0o640);
    expect(seen()).toEqual({uid: UID, gid: OTHER, mode: 0o600, text: 'new'});
  });
});
