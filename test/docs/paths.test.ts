import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
];

/** Paths of the source as a page writes them in code: `src/core/plan/plan.ts`, `test/e2e`. */
const pathsIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![\w/.-])(?:src|templates|test)\/[\w./-]*\w/g)].map(([path]) => path);

test.each(pages)('%s names only paths that exist', page => {
  const paths = pathsIn(readFileSync(join(root, page), 'utf8')).filter(path => !IMAGES.has(path));
  expect(paths.filter(path => !existsSync(join(root, path)) && !existsSync(join(root, `${path}.ts`)))).toEqual([]);
});

/** Paths in other repositories. */
const IMAGES = new Set(['test/images/agnhost']);

test('a path that does not exist is found', () => {
  expect(pathsIn('see `src/core/plan/plan.ts` and test/e2e/full.')).toEqual(['src/core/plan/plan.ts', 'test/e2e/full']);
});
