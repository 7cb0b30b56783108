import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {SKEW} from '../../src/core/versions/skew.js';

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

test('each row has as many cells as the head of its table', () => {
  for (const {head, body} of tables()) for (const row of body) expect(row, row[0]).toHaveLength(head.length);
});

test('the page explains every code that an upgrade is refused or cautioned with where it belongs, and no other', () => {
  const folders = ['checks/upgrade', 'upgrade-plan'].map(name => join(root, 'src', 'core', name));
  const sources = folders.flatMap(folder => readdirSync(folder).map(name => join(folder, name)));
  const raised = (by: 'refusal' | 'caution'): Set<string> =>
    new Set(
      sources.flatMap(name =>
        [...readFileSync(name, 'utf8').matchAll(/\b(refusal|caution)\(\s*'([^']+)'/g)].flatMap(([, how, code = '']) =>
          how !== by ? [] : code.includes('/') ? code : `upgrade/${code}`,
        ),
      ),
    );
  const explained = (action: boolean): string[] =>
    tables()
      .filter(({head}) => head[0] === 'Code' && head.length === (action ? 3 : 2))
      .flatMap(({body}) => body.flatMap(([first = '']) => /^`((?:upgrade|quorum)\/[\w-]+)`$/.exec(first)?.[1] ?? []));
  const refused = raised('refusal');
  expect(refused.size).toBeGreaterThan(20);
  expect(explained(true).toSorted()).toEqual([...refused].toSorted());
  // A code that refuses in some cases and warns in others is listed with the refusals.
  expect(explained(false).toSorted()).toEqual([...raised('caution')].filter(code => !refused.has(code)).toSorted());
});

function tables(): {head: string[]; body: string[][]}[] {
  const heads = rows.flatMap((_, at) => (/^-+$/.test(rows[at + 1]?.[0] ?? '') ? at : []));
  return heads.map((at, nth) => ({head: rows[at]!, body: rows.slice(at + 2, heads[nth + 1])}));
}
