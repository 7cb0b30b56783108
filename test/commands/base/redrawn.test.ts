import {expect, test} from 'vitest';
import {Redrawn, screenful} from '../../../src/commands/base/live-text.js';

function shownOn(out: {isTTY?: boolean; rows?: number; columns?: number}, ...texts: string[]): readonly string[] {
  const written: string[] = [];
  const redrawn = new Redrawn({...out, write: text => written.push(text)});
  for (const text of texts) redrawn.show(text);
  redrawn.close();
  return written;
}

test('a log has each text that differs from the one before', () => {
  expect(shownOn({}, 'one', 'one', 'two')).toEqual(['one\n\n', 'two\n\n']);
});

test('a terminal is drawn on in place, in one write, and keeps the last text afterwards', () => {
  expect(shownOn({isTTY: true, rows: 10, columns: 20}, 'a\nb', 'a\nb', 'c')).toEqual([
    '\u001b[?1049h\u001b[?25l',
    '\u001b[Ha\u001b[K\nb\u001b[J',
    '\u001b[Hc\u001b[J',
    '\u001b[?25h\u001b[?1049l',
    'c\n',
  ]);
});

test('a screen that is too small for all of it does not scroll', () => {
  const text = ['1', '2'.repeat(21), '3', '4'].join('\n');
  expect(screenful(text, {rows: 5, columns: 20})).toEqual(text.split('\n'));
  expect(screenful(text, {rows: 4, columns: 20})).toEqual(['1', '2'.repeat(21), '… and 2 lines more']);
});

test('colours take no room on a screen', () => {
  expect(screenful(`\u001b[31m${'x'.repeat(20)}\u001b[0m\ny`, {rows: 2, columns: 20})).toHaveLength(2);
});
