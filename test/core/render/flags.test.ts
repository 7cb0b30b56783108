import {describe, expect, test} from 'vitest';
import {flagLines, systemdWord} from '../../../src/core/render/flags.js';

const lines = (text: string) => text.split(' \\\n').map(line => line.trim());

describe('the flags of a command line', () => {
  test('are one per line, in the given order, without those that have no value', () => {
    expect(flagLines({b: '1', left: undefined, a: '2'}, [])).toBe('  --b=1 \\\n  --a=2');
  });

  test('are replaced by all extra arguments of the same name', () => {
    const extra = [
      {name: 'b', value: 'x'},
      {name: 'b', value: 'y'},
    ];
    expect(lines(flagLines({b: '1', a: '2'}, extra))).toEqual(['--b=x', '--b=y', '--a=2']);
  });

  test('are followed by extra arguments of other names', () => {
    expect(lines(flagLines({a: '2'}, [{name: 'v', value: '4'}]))).toEqual(['--a=2', '--v=4']);
  });

  test('may be extra arguments only', () => {
    expect(lines(flagLines({a: undefined}, [{name: 'a', value: '1'}]))).toEqual(['--a=1']);
  });
});

describe('an argument of ExecStart', () => {
  test.each([
    ['--plain=https://[fd00::1]:2379,/a/b*', '--plain=https://[fd00::1]:2379,/a/b*'],
    ['--percent=100%n', '--percent=100%%n'],
    ['--variable=$HOME', '--variable=$$HOME'],
    ['--space=a b', '"--space=a b"'],
    ['--quote=a"b', '"--quote=a\\"b"'],
    ["--single=a'b", '"--single=a\'b"'],
    ['--end=a\\', '"--end=a\\\\"'],
    ['--lines=a\nb', '"--lines=a\\nb"'],
    ['--tab=a\tb', '"--tab=a\\x09b"'],
    ['--empty=', '--empty='],
  ])('passes %j on unchanged', (word, text) => {
    expect(systemdWord(word)).toBe(text);
  });
});
