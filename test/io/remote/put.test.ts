import {readdirSync, readFileSync, statSync} from 'node:fs';
import fc from 'fast-check';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {HostFile} from '../../../src/ports/host.js';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.remove());

const file = (path: string, text: string, mode = '644'): HostFile => ({
  path,
  mode,
  content: Buffer.from(text),
  secret: mode === '600',
});

const leftovers = (folder: string) => readdirSync(host.at(folder)).filter(name => name.includes('quorate-tmp'));

test('files are put with contents and modes, and listed as owned with their new directories', async () => {
  await host.port.put([
    file('/etc/kubernetes/pki/ca.key', 'key', '600'),
    file('/etc/kubernetes/pki/ca.crt', 'certificate\nno line end'),
    file('/etc/empty', ''),
  ]);
  expect(host.text('/etc/kubernetes/pki/ca.key')).toBe('key');
  expect(host.text('/etc/kubernetes/pki/ca.crt')).toBe('certificate\nno line end');
  expect(host.text('/etc/empty')).toBe('');
  expect(statSync(host.at('/etc/kubernetes/pki/ca.key')).mode & 0o777).toBe(0o600);
  expect(statSync(host.at('/etc/kubernetes/pki/ca.crt')).mode & 0o777).toBe(0o644);
  expect(statSync(host.at('/etc/kubernetes/pki')).mode & 0o777).toBe(0o755);
  expect(host.text('/var/lib/quorate/owned').split('\n')).toEqual([
    '/etc/kubernetes',
    '/etc/kubernetes/pki',
    '/etc/kubernetes/pki/ca.key',
    '/etc/kubernetes/pki/ca.crt',
    '/etc/empty',
    '',
  ]);
});

test('a path that is put again stays on the ownership list once', async () => {
  await host.port.put([file('/etc/a', '1')]);
  await host.port.put([file('/etc/a', '2'), file('/etc/b', '3')]);
  expect(host.text('/etc/a')).toBe('2');
  expect(host.text('/var/lib/quorate/owned')).toBe('/etc/a\n/etc/b\n');
  expect(host.text('/etc/quorate/owned')).toBe('/etc/a\n/etc/b\n');
});

test.each([
  ['/etc/a\n/etc/b\n', undefined, '/etc/a\n/etc/b\n'],
  [undefined, '/etc/a\n/etc/b\n', '/etc/a\n/etc/b\n'],
  ['/etc/b\n/etc/c\n', '/etc/d\n/etc/b\n', '/etc/b\n/etc/c\n/etc/d\n/etc/a\n'],
  ['/etc/c', '/etc/a\n', '/etc/c\n/etc/a\n'],
])('ownership lists %j and %j become one', async (list, copy, both) => {
  if (list !== undefined) host.write('/var/lib/quorate/owned', list);
  if (copy !== undefined) host.write('/etc/quorate/owned', copy);
  await host.port.put([file('/etc/a', 'x')]);
  expect(host.text('/var/lib/quorate/owned')).toBe(both);
  expect(host.text('/etc/quorate/owned')).toBe(both);
});

test('complete ownership lists are not written again', async () => {
  await host.port.put([file('/etc/a', '1')]);
  const written = () => ['/var/lib', '/etc'].map(place => statSync(host.at(`${place}/quorate/owned`)).ino);
  const before = written();
  await host.port.put([file('/etc/a', '2')]);
  expect(written()).toEqual(before);
  expect(statSync(host.at('/etc/quorate/owned')).mode & 0o777).toBe(0o644);
});

test('no file appears when the ownership list cannot be written', async () => {
  host.fillUp('/etc/quorate');
  host.command(
    'mv',
    'case $* in *./etc/quorate/owned) echo "mv: ./etc/quorate/owned: full" >&2; exit 1 ;; esac; exec /usr/bin/mv "$@"',
  );
  await expect(host.port.put([file('/etc/a', 'x')])).rejects.toMatchObject({
    code: 'hosts/disk-full',
    message: expect.stringContaining('/etc/quorate/owned'),
  });
  expect(host.exists('/etc/a')).toBe(false);
});

test('two parallel runs both list their files as owned', async () => {
  const paths = Array.from({length: 6}, (_, number) => `/etc/file-${number}`);
  await Promise.all(paths.map(path => host.port.put([file(path, path)])));
  expect(host.text('/var/lib/quorate/owned').trim().split('\n').sort()).toEqual(paths);
});

test('contents are sent only on standard input', async () => {
  await host.port.put([file('/etc/kubernetes/pki/ca.key', 'very-secret', '600')]);
  expect(host.commands[0]).toMatchObject({secret: true, changes: true});
  expect(host.commands[0]!.argv.join(' ')).not.toContain('very-secret');
});

test('a link in the way is replaced, not followed', async () => {
  host.write('/etc/elsewhere', 'untouched');
  host.link('/etc/a', 'elsewhere');
  await host.port.put([file('/etc/a', 'new')]);
  expect(host.text('/etc/elsewhere')).toBe('untouched');
  expect(host.text('/etc/a')).toBe('new');
});

test('a directory in the way is an error that names host and path, and no other file appears', async () => {
  host.write('/etc/a/inside', 'x');
  await expect(host.port.put([file('/etc/a', 'new')])).rejects.toMatchObject({
    code: 'hosts/command-failed',
    message: expect.stringMatching(/^cp-1: .*\/etc\/a/),
  });
  expect(host.text('/etc/a/inside')).toBe('x');
  expect(leftovers('/etc')).toEqual([]);
});

test.each([0, 1, 10, 100, 165, 175])('no file appears when the input ends after %i bytes', async arriving => {
  host.write('/etc/a', 'old');
  host.trouble = {arriving};
  const put = host.port.put([file('/etc/a', 'new content'), file('/etc/b', 'second')]);
  await expect(put).rejects.toMatchObject({code: 'hosts/garbled-upload'});
  expect(host.text('/etc/a')).toBe('old');
  expect(host.exists('/etc/b')).toBe(false);
  expect(leftovers('/etc')).toEqual([]);
});

test('a file that arrives changed does not appear', async () => {
  host.write('/etc/a', 'old');
  host.command('dd', '/usr/bin/dd "$@" | tr e E');
  await expect(host.port.put([file('/etc/a', 'new')])).rejects.toMatchObject({code: 'hosts/garbled-upload'});
  expect(host.text('/etc/a')).toBe('old');
});

test('a full disk leaves the old content and no temporary file, and the error names host and path', async () => {
  host.write('/etc/a', 'old');
  host.trouble = {before: 'ulimit -f 8'};
  await expect(host.port.put([file('/etc/small', 'x'), file('/etc/a', 'x'.repeat(100_000))])).rejects.toMatchObject({
    code: 'hosts/disk-full',
    message: expect.stringMatching(/cp-1: no space left to write \/etc\/a/),
  });
  expect(host.text('/etc/a')).toBe('old');
  expect(host.exists('/etc/small')).toBe(false);
  expect(leftovers('/etc')).toEqual([]);
});

test('a disk that is full at the sync or the ownership list is reported as a full disk', async () => {
  host.fillUp('/etc');
  host.command('sync', 'case $* in */etc/a*) exit 1 ;; esac');
  await expect(host.port.put([file('/etc/a', 'x')])).rejects.toMatchObject({code: 'hosts/disk-full'});
  host.fillUp('/var/lib/quorate');
  host.command('sync', 'exit 1');
  await expect(host.port.put([file('/etc/b', 'x')])).rejects.toMatchObject({code: 'hosts/disk-full'});
  expect(host.exists('/etc/a') || host.exists('/etc/b')).toBe(false);
});

/** The steps of a put at which the power may fail, each by the command that takes it. */
const steps = ['dd', 'chmod', 'sha256sum', 'sync', 'mv'];

test.each(steps.flatMap(step => [`before ${step}`, `after ${step}`]))(
  'a loss of power %s leaves complete files that are owned before they appear, and the next run succeeds',
  async when => {
    const [moment, step] = when.split(' ');
    host.write('/etc/a', 'old');
    const real = `/usr/bin/env PATH=/usr/bin:/bin ${step} "$@"`;
    // All processes of the group are killed, without a cleanup.
    host.command(step!, moment === 'before' ? 'kill -KILL 0' : `${real}; kill -KILL 0`);
    const files = [file('/etc/a', 'new', '640'), file('/etc/b', 'second', '640')];
    await expect(host.port.put(files)).rejects.toMatchObject({code: 'hosts/command-failed'});

    expect(['old', 'new']).toContain(host.text('/etc/a'));
    if (host.text('/etc/a') === 'new') expect(host.text('/var/lib/quorate/owned')).toContain('/etc/a\n');
    if (host.exists('/etc/b')) expect(host.text('/etc/b')).toBe('second');

    host.command(step!, `exec ${real}`);
    await host.port.put(files);
    expect([host.text('/etc/a'), host.text('/etc/b')]).toEqual(['new', 'second']);
    expect(host.text('/var/lib/quorate/owned')).toBe('/etc/a\n/etc/b\n');
    expect(leftovers('/etc')).toEqual([]);
  },
);

test('any text under any usable name arrives unchanged', async () => {
  const name = fc.string({unit: fc.constantFrom(...'ab.-_ \'"$*?`;&|<>(){}[]#~!=%ü'), minLength: 1, maxLength: 12});
  const names = fc.uniqueArray(
    name.filter(each => each !== '.' && each !== '..'),
    {minLength: 1, maxLength: 4},
  );
  await fc.assert(
    fc.asyncProperty(names, fc.uint8Array({maxLength: 300}), async (all, content) => {
      await host.port.put(all.map(each => ({path: `/odd/${each}`, mode: '644', content, secret: false})));
      for (const each of all) expect(Buffer.from(content).equals(readFileSync(host.at(`/odd/${each}`)))).toBe(true);
    }),
    {numRuns: 8},
  );
});

test('unusable paths are refused before anything is sent', async () => {
  const odd = fc.constantFrom('/a\nb', '/a\tb', '/a\\b', 'a', '', '/', '/a/../b', '/a//b', '/a/', '/./a', '/a\u0000');
  await fc.assert(
    fc.asyncProperty(odd, async path => {
      await expect(host.port.put([file('/etc/fine', 'x'), file(path, 'x')])).rejects.toMatchObject({
        code: 'hosts/unusable-path',
      });
    }),
  );
  expect(host.commands).toEqual([]);
});

test('a mode that is not an octal number is refused', async () => {
  await expect(host.port.put([file('/etc/a', 'x', 'u+rwx; reboot')])).rejects.toMatchObject({
    code: 'hosts/unusable-value',
  });
});
