import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {SKEW} from '../../src/core/upgrade/skew.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const page = readFileSync(join(root, 'docs', 'upgrades.md'), 'utf8');
const rows = page
  .split('\n')
  .filter(line => line.startsWith('|'))
  .map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  );

test('the page has the rules as they are held', () => {
  const head = rows.findIndex(([first]) => first === 'Rule');
  expect(rows.slice(head + 2, head + 2 + SKEW.length)).toEqual(
    SKEW.map(({rule, allows, since, source, asOf}) => [rule, allows, since === '' ? '-' : since, source, asOf]),
  );
});

test('the page explains every code that an upgrade is refused or cautioned with, and no other', () => {
  const folder = join(root, 'src', 'core', 'upgrade');
  const sources = readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.ts'));
  const raised = sources.flatMap(name => {
    const text = readFileSync(join(folder, name), 'utf8');
    return [...text.matchAll(/\b(?:refusal|caution)\(\s*'([^']+)'/g)].map(([, code = '']) =>
      code.includes('/') ? code : `upgrade/${code}`,
    );
  });
  const explained = rows.flatMap(([first = '']) => /^`((?:upgrade|quorum)\/[\w-]+)`$/.exec(first)?.[1] ?? []);
  expect(raised.length).toBeGreaterThan(20);
  expect(explained.toSorted()).toEqual([...new Set(raised)].toSorted());
});
