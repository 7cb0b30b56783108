import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const {files} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {files: readonly string[]};

/** Paths below docs that the source names, with the folder of those that are put together. */
const named = readdirSync(join(root, 'src'), {recursive: true, encoding: 'utf8'})
  .filter(name => name.endsWith('.ts'))
  .flatMap(name => [...readFileSync(join(root, 'src', name), 'utf8').matchAll(/\bdocs\/[\w./-]*\w/g)])
  .map(([path]) => path);

test('every page and example that quorate names exists', () => {
  expect(new Set(named).size).toBeGreaterThan(4);
  expect(named.filter(path => !existsSync(join(root, path)))).toEqual([]);
});

test('every page and example that quorate names is in the package', () => {
  const isPacked = (path: string) => files.some(file => path === file || path.startsWith(`${file}/`));
  expect(named.filter(path => !isPacked(path))).toEqual([]);
});
