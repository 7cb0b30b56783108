import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const source = readdirSync(join(root, 'src'), {recursive: true, encoding: 'utf8'})
  .filter(name => name.endsWith('.ts'))
  .map(name => readFileSync(join(root, 'src', name), 'utf8'))
  .join('\n');
const words = new Set(source.match(/\w+/g));

/** The identifiers of the column "In code", with the word that they belong to. */
const named = readFileSync(join(root, 'docs', 'glossary.md'), 'utf8')
  .split('\n')
  .map(line => line.split('|'))
  .filter(cells => cells.length > 4)
  .flatMap(([, word = '', , code = '']) =>
    [...code.matchAll(/`([A-Za-z]\w*)`/g)].map(([, name = '']) => `${word.trim()}: ${name}`),
  );

test('the glossary gives names that are in the source', () => {
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(each => !words.has(each.split(': ')[1]!))).toEqual([]);
});
