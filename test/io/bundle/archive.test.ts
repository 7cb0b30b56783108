import {execFileSync} from 'node:child_process';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {tarEnd, tarHeader, tarPadding} from '../../../src/core/artifacts/tar.js';
import {readArchive} from '../../../src/io/bundle/archive.js';
import {byteReader} from '../../../src/io/bundle/byte-reader.js';

let folder: string;
let archive: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-archive-'));
  archive = join(folder, 'a.tar.gz');
});
afterEach(() => rm(folder, {recursive: true, force: true}));

/** What is read of the wanted files, by their names in the archive. */
const read = async (...wanted: readonly string[]): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  await readArchive(archive, wanted, async ({path, size, bytes}) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    expect(Buffer.concat(chunks)).toHaveLength(size);
    found[path] = Buffer.concat(chunks).toString();
  });
  return found;
};

const entry = (path: string, content: string | Buffer): Buffer => {
  const bytes = Buffer.from(content);
  return Buffer.concat([tarHeader({path, mode: 0o755, size: bytes.length}), bytes, tarPadding(bytes.length)]);
};

const write = (...entries: readonly Uint8Array[]): Promise<void> =>
  writeFile(archive, gzipSync(Buffer.concat([...entries, tarEnd()])));

/** A header with some bytes replaced, and the right checksum. */
const changed = (path: string, size: number, changes: Readonly<Record<number, string | Buffer>>): Buffer => {
  const block = Buffer.from(tarHeader({path, mode: 0o644, size}));
  for (const [at, bytes] of Object.entries(changes)) Buffer.from(bytes).copy(block, Number(at));
  block.write(' '.repeat(8), 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
};

describe('files of an archive', () => {
  const LONG = `etcd-v3.6.16-linux-amd64/${'d'.repeat(90)}/${'f'.repeat(120)}`;

  test.each(['gnu', 'posix', 'ustar', 'v7'])('of tar --format=%s are read by their names', async format => {
    const names = ['etcd-v3/etcd', 'etcd-v3/README', ...(format === 'v7' || format === 'ustar' ? [] : [LONG])];
    for (const name of names) {
      mkdirSync(join(folder, 'in', name, '..'), {recursive: true});
      writeFileSync(join(folder, 'in', name), `content of ${name}`);
    }
    symlinkSync('etcd', join(folder, 'in/etcd-v3/link'));
    execFileSync('tar', [`--format=${format}`, '-czf', archive, '-C', join(folder, 'in'), '.']);
    const found = await read(...names);
    expect(found).toEqual(Object.fromEntries(names.map(name => [`./${name}`, `content of ${name}`])));
  });

  test('have the names that the archive has, with or without a leading dot', async () => {
    await write(entry('./bridge', 'a'), entry('portmap', 'b'), entry('LICENSE', 'c'));
    expect(await read('bridge', './portmap')).toEqual({'./bridge': 'a', portmap: 'b'});
  });

  test('are read from an archive in several gzip parts', async () => {
    const bytes = Buffer.concat([entry('a', 'one'), entry('b', 'two'), tarEnd()]);
    await writeFile(archive, Buffer.concat([gzipSync(bytes.subarray(0, 700)), gzipSync(bytes.subarray(700))]));
    expect(await read('a', 'b')).toEqual({a: 'one', b: 'two'});
  });

  test('may be large: a size as a number of bytes', async () => {
    const size = Buffer.alloc(12);
    size[0] = 0x80;
    size.writeUInt32BE(3, 8);
    await write(changed('a', 0, {124: size}), Buffer.concat([Buffer.from('abc'), tarPadding(3)]));
    expect(await read('a')).toEqual({a: 'abc'});
  });
});

describe('an archive is refused that', () => {
  test('lacks a file', async () => {
    await write(entry('etcd', 'x'));
    await expect(read('etcd', 'etcdctl', 'etcdutl')).rejects.toMatchObject({
      code: 'artifacts/bad-archive',
      message: expect.stringMatching(/it lacks etcdctl, etcdutl$/),
    });
  });

  test.each([
    ['has a file twice', [entry('etcd', 'x'), entry('etcd', 'y')], /more than once/],
    ['has a file twice, once with a dot', [entry('etcd', 'x'), entry('./etcd', 'y')], /more than once/],
    ['has a link in place of a file', [changed('etcd', 0, {156: '2', 157: '/bin/sh'})], /it lacks etcd/],
    ['has a hard link in place of a file', [changed('etcd', 9, {156: '1', 157: 'x'})], /it lacks etcd/],
    ['has a sparse file', [changed('etcd', 0, {156: 'S'})], /type S/],
    ['continues in another volume', [changed('etcd', 0, {156: 'M'})], /type M/],
    ['has a damaged header', [Buffer.from(entry('etcd', 'x')).fill('z', 0, 3)], /header is damaged/],
    ['has a size that is no number', [changed('etcd', 0, {124: 'abcdefgh'})], /size is not a number/],
    ['has an enormous name', [changed('x', 100_000, {156: 'L'}), Buffer.alloc(100_352)], /name that is too long/],
    ['has a damaged extended header', [changed('x', 4, {156: 'x'}), Buffer.alloc(512, '9 pa')], /extended header/],
    ['has a sparse file of pax', [pax('GNU.sparse.major=1'), entry('etcd', 'x')], /sparse/],
    ['ends in a file', [tarHeader({path: 'etcd', mode: 0o755, size: 9000})], /ends early/],
  ] as const)('%s', async (_title, entries, problem) => {
    await write(...entries);
    await expect(read('etcd')).rejects.toMatchObject({
      code: 'artifacts/bad-archive',
      message: expect.stringMatching(problem),
    });
  });

  test.each([
    ['is no archive', Buffer.from('<html>Sign in</html>')],
    ['is empty', Buffer.alloc(0)],
    ['is truncated', gzipSync(Buffer.concat([entry('etcd', Buffer.alloc(50_000, 'x')), tarEnd()])).subarray(0, 60)],
    ['is not compressed', Buffer.concat([entry('etcd', 'x'), tarEnd()])],
  ])('%s', async (_title, bytes) => {
    await writeFile(archive, bytes);
    await expect(read('etcd')).rejects.toMatchObject({code: 'artifacts/bad-archive'});
  });

  test('cannot be read, with the error of the system', async () => {
    await expect(read('etcd')).rejects.toMatchObject({code: 'ENOENT'});
  });
});

test('an error of the reader ends reading', async () => {
  await write(entry('etcd', 'x'));
  const failing = readArchive(archive, ['etcd'], async () => {
    throw new Error('disk full');
  });
  await expect(failing).rejects.toThrow('disk full');
});

test('pieces of a stream have the chosen sizes, however it is divided', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({maxLength: 300}),
      fc.array(fc.nat(40)),
      fc.array(fc.nat(50)),
      async (all, cuts, sizes) => {
        const chunks: Uint8Array[] = [];
        let at = 0;
        for (const cut of cuts) chunks.push(all.subarray(at, (at += cut)));
        chunks.push(all.subarray(at));
        const reader = byteReader(
          (async function* () {
            yield* chunks;
          })(),
        );
        const taken: Buffer[] = [];
        for (const size of sizes) taken.push(await reader.take(size));
        const expected = Buffer.from(all).subarray(
          0,
          sizes.reduce((sum, size) => sum + size, 0),
        );
        expect(Buffer.concat(taken)).toEqual(expected);
      },
    ),
  );
});

function pax(record: string): Buffer {
  const line = `${record.length + 4} ${record}\n`;
  return Buffer.concat([changed('x', line.length, {156: 'x'}), Buffer.from(line), tarPadding(line.length)]);
}
