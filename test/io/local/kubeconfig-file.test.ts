import {lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {
  kubeconfigPath,
  readKubeconfig,
  replaceKubeconfig,
  writeKubeconfig,
} from '../../../src/io/local/kubeconfig-file.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
});
afterEach(() => {
  rmSync(home, {recursive: true});
});

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

test.each([
  [{KUBECONFIG: '/a:/b', HOME: '/home/me'}, '/a'],
  [{KUBECONFIG: ':/b', HOME: '/home/me'}, '/b'],
  [{KUBECONFIG: '', HOME: '/home/me'}, '/home/me/.kube/config'],
  [{HOME: '/home/me'}, '/home/me/.kube/config'],
])('with %o the kubeconfig is %s, as for kubectl', (env, path) => {
  expect(kubeconfigPath(env)).toBe(path);
});

test('a file that does not exist has no text, and one that cannot be read is an error', async () => {
  expect(await readKubeconfig(join(home, 'config'))).toBeUndefined();
  await expect(readKubeconfig(home)).rejects.toMatchObject({code: 'EISDIR'});
});

test('a new file and its folder are accessible only by their owner', async () => {
  const path = join(home, '.kube/config');
  await replaceKubeconfig(path, 'text');
  expect(readFileSync(path, 'utf8')).toBe('text');
  expect([mode(path), mode(join(home, '.kube'))]).toEqual(['600', '700']);
});

test('the previous file is kept as a backup, and the new one is readable only by its owner', async () => {
  const path = join(home, 'config');
  writeFileSync(path, 'before', {mode: 0o644});
  await replaceKubeconfig(path, 'after');
  expect(readFileSync(path, 'utf8')).toBe('after');
  expect(readFileSync(`${path}.backup`, 'utf8')).toBe('before');
  expect(mode(path)).toBe('600');
  expect(readdirSync(home).sort()).toEqual(['config', 'config.backup']);
});

test('a link is followed: the file it names is replaced, and the link stays', async () => {
  const [path, target] = [join(home, 'config'), join(home, 'dotfiles-config')];
  writeFileSync(target, 'before');
  symlinkSync(target, path);
  await replaceKubeconfig(path, 'after');
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, 'utf8')).toBe('after');
});

test('nothing is left behind when the file cannot be replaced', async () => {
  const path = join(home, 'config');
  symlinkSync(home, path);
  await expect(replaceKubeconfig(path, 'text')).rejects.toMatchObject({code: 'kubeconfig/unwritable'});
  expect(readdirSync(home)).toEqual(['config']);
});

test('a device or a pipe is not replaced by a file', async () => {
  await expect(replaceKubeconfig('/dev/null', 'text')).rejects.toMatchObject({code: 'kubeconfig/unwritable'});
  await expect(writeKubeconfig('/dev/null', 'text', {replace: true})).rejects.toMatchObject({
    code: 'kubeconfig/unwritable',
  });
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

describe('a kubeconfig of its own', () => {
  test('is accessible only by its owner, also where files of others are open', async () => {
    const before = process.umask(0);
    try {
      await writeKubeconfig(join(home, 'anna.conf'), 'text', {replace: false});
    } finally {
      process.umask(before);
    }
    expect([readFileSync(join(home, 'anna.conf'), 'utf8'), mode(join(home, 'anna.conf'))]).toEqual(['text', '600']);
  });

  test('never overwrites a file, a link or a directory', async () => {
    writeFileSync(join(home, 'file'), 'before');
    symlinkSync(join(home, 'nowhere'), join(home, 'link'));
    for (const path of [join(home, 'file'), join(home, 'link'), home]) {
      await expect(writeKubeconfig(path, 'text', {replace: false})).rejects.toMatchObject({code: 'kubeconfig/exists'});
    }
    expect(readFileSync(join(home, 'file'), 'utf8')).toBe('before');
    expect(readdirSync(home).sort()).toEqual(['file', 'link']);
  });

  test('overwrites a file on request, and takes access from others', async () => {
    writeFileSync(join(home, 'file'), 'before', {mode: 0o644});
    await writeKubeconfig(join(home, 'file'), 'text', {replace: true});
    await writeKubeconfig(join(home, 'new'), 'text', {replace: true});
    expect([readFileSync(join(home, 'file'), 'utf8'), mode(join(home, 'file')), mode(join(home, 'new'))]).toEqual([
      'text',
      '600',
      '600',
    ]);
  });

  test('in a directory that does not exist is a failure', async () => {
    await expect(writeKubeconfig(join(home, 'a/b'), 'text', {replace: false})).rejects.toMatchObject({
      code: 'kubeconfig/unwritable',
    });
  });
});
