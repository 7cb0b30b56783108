import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {ALL} from '../../../src/core/codes/lookup.js';
import {codesPage, findingsPage} from '../../../src/core/codes/page.js';

test.each([
  ['findings.md', findingsPage],
  ['codes.md', codesPage],
])('docs/%s has what the catalogue has', (name, page) => {
  const text = readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
  expect(text, 'run `npm run docs`').toBe(page());
});

test('every code is on one of the pages', () => {
  const headings = `${findingsPage()}${codesPage()}`.split('\n').filter(line => line.startsWith('### '));
  expect(headings.toSorted()).toEqual(ALL.map(({code}) => `### ${code}`).toSorted());
});
