import {existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Content} from '../../../src/io/bundle/content.js';
import {unpackedFiles} from '../../../src/io/bundle/unpacked.js';

const CONTENT = Buffer.from('a program\n'.repeat(100_000));

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'quorate-unpacked-'));
  path = join(directory, 'etcd.gz');
  writeFileSync(path, gzipSync(CONTENT));
});
afterEach(() => rmSync(directory, {recursive: true, force: true}));

const read = async ({bytes}: Content): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
};

test('an artifact is unpacked once for all hosts, into a file without a name', async () => {
  const unpacked = unpackedFiles();
  const [one, other] = await Promise.all([unpacked(path, CONTENT.length), unpacked(path, CONTENT.length)]);
  writeFileSync(path, 'not read again');
  const late = await unpacked(path, CONTENT.length);
  for (const content of await Promise.all([one, other, late].map(read))) expect(content.equals(CONTENT)).toBe(true);
  expect(late.size).toBe(CONTENT.length);
  expect(readdirSync(directory)).toEqual(['etcd.gz']);
});

test.each([
  ['is damaged', () => writeFileSync(path, gzipSync(CONTENT).subarray(0, 500))],
  ['is missing', () => rmSync(path)],
  ['has other content', () => writeFileSync(path, gzipSync(Buffer.from('other')))],
  ['is in a directory that is gone', () => rmSync(directory, {recursive: true})],
])('one that %s is not unpacked, and leaves no file', async (_, damage) => {
  damage();
  await expect(unpackedFiles()(path, CONTENT.length)).rejects.toThrow();
  expect(existsSync(directory) ? readdirSync(directory).filter(name => name !== 'etcd.gz') : []).toEqual([]);
});
