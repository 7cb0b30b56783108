import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {RENAMED} from '../../src/core/codes/renamed.js';

const page = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');

test.each(Object.entries(RENAMED))('the changelog names the rename of %s', (old, code) => {
  const rows = page.split('\n').filter(line => line.toLowerCase().startsWith(`| \`${old}\``));
  expect(rows.some(row => row.includes(`| \`${code}\``))).toBe(true);
});
