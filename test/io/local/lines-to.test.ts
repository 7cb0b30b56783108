import {openSync, readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {linesTo} from '../../../src/io/local/lines-to.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lines-'));
});
afterEach(() => rm(directory, {recursive: true}));

/** What happened to each line, by the code of its error. */
const failing = (descriptor: number) => {
  const codes: (string | undefined)[] = [];
  return {codes, lines: linesTo(descriptor, ({code}) => codes.push(code))};
};

test('lines are complete and in order, also when they are long', () => {
  const path = join(directory, 'log');
  const {codes, lines} = failing(openSync(path, 'a'));
  const all = ['one', 'x'.repeat(3_000_000), 'grüße'];
  for (const line of all) lines.write(line);
  lines.close();
  expect(readFileSync(path, 'utf8')).toBe(`${all.join('\n')}\n`);
  expect(codes).toEqual([]);
});

test.each([
  ['on a full disk', 'ENOSPC', () => openSync('/dev/full', 'w')],
  ['for a file that is not open for writing', 'EBADF', () => openSync('/dev/null', 'r')],
] as const)('a line %s is dropped, and throws nothing', (_what, code, open) => {
  const {codes, lines} = failing(open());
  expect(() => {
    lines.write('one');
    lines.write('two');
  }).not.toThrow();
  expect(codes).toEqual([code, code]);
  expect(() => lines.close()).not.toThrow();
});

test('lines after the end are dropped', () => {
  const path = join(directory, 'log');
  const {codes, lines} = failing(openSync(path, 'a'));
  lines.close();
  lines.write('late');
  lines.close();
  expect([readFileSync(path, 'utf8'), codes]).toEqual(['', []]);
});
