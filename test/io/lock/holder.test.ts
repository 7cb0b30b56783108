import fc from 'fast-check';
import {expect, test} from 'vitest';
import {describeHolder, holderLine, parseHolder, thisRun} from '../../../src/io/lock/holder.js';

const LINE = 'a1b2\tanna@laptop\t4242\tapply\t2026-03-14T15:09:26.535Z';

test('a line names the run that wrote it', () => {
  const run = thisRun('topology check --probe');
  expect(parseHolder(`${holderLine(run)}\n`)).toEqual(run);
});

test.each([
  ['nothing', ''],
  ['fewer fields', LINE.replace('\tapply', '')],
  ['an empty field', LINE.replace('apply', '')],
  ['more fields', `${LINE}\tmore`],
  ['no process id', LINE.replace('4242', '42x')],
  ['a run that is no id', LINE.replace('a1b2', 'a1 b2')],
])('a line with %s names no run', (_, line) => {
  expect(parseHolder(line)).toBeUndefined();
});

test('whatever a host says, the holder is one short line of printable text', () => {
  const field = fc.string({unit: 'binary', maxLength: 2000});
  fc.assert(
    fc.property(fc.array(field, {minLength: 5, maxLength: 5}), ([run, user, id, verb, since]) => {
      const holder = parseHolder([run, user, id, verb, since].join('\t')) ?? parseHolder(LINE)!;
      expect(describeHolder(holder)).toMatch(/^[^\p{Cc}\p{Cf}]{1,500}$/u);
    }),
  );
  const made = parseHolder(`a1\t${'\u001b]0;title\u0007anna'.repeat(50)}\t1\tapply\u202e\t2026`)!;
  expect(describeHolder(made)).toMatch(/^[^\p{Cc}\p{Cf}]{1,500}$/u);
});
