import {describe, expect, test} from 'vitest';
import {renderProblems} from '../../../src/core/config/render-problems.js';
import {clusterYaml, configOf, hostYaml, problemOf, problemsOf} from './support.js';

/** What copying from a page or a word processor leaves: the character, and how it gets into the file. */
const STRAY: readonly (readonly [name: string, from: string, to: string, codePoint: string])[] = [
  ['a no-break space after a dash', '- name', '-\u00a0name', 'U+00A0'],
  ['a no-break space after a colon', 'name: cp1', 'name:\u00a0cp1', 'U+00A0'],
  ['a no-break space as indentation', '    address', '\u00a0   address', 'U+00A0'],
  ['a no-break space after a value', '10.0.0.11', '10.0.0.11\u00a0', 'U+00A0'],
  ['a zero-width space in a key', 'address', 'addr\u200bess', 'U+200B'],
  ['a zero-width space before a key', 'address', '\u200baddress', 'U+200B'],
  ['a byte order mark in the middle', 'address', '\ufeffaddress', 'U+FEFF'],
  ['a soft hyphen', 'control-plane', 'control\u00ad-plane', 'U+00AD'],
  ['an ideographic space', 'name: cp1', 'name:\u3000cp1', 'U+3000'],
  ['a typographic quote', 'cp1', '\u201ccp1', 'U+201C'],
  ['a low quote', 'cp1', '\u201ecp1', 'U+201E'],
  ['a typographic dash', '- name', '\u2013 name', 'U+2013'],
];

test.each(STRAY)('%s is one problem that names it', (_, from, to, codePoint) => {
  const text = clusterYaml().replace(from, to);
  const problem = problemOf(text);
  expect(problem.code).toBe('config/yaml');
  expect(problem.message).toContain(codePoint);
  expect(problem.suggestion).toBeDefined();
  const line = text.split('\n')[problem.line - 1] ?? '';
  expect(
    `U+${line
      .charCodeAt(problem.column - 1)
      .toString(16)
      .padStart(4, '0')
      .toUpperCase()}`,
  ).toBe(codePoint);
});

test('a character in many places is one problem with the other lines', () => {
  const problem = problemOf(clusterYaml().replaceAll('  ', '\u00a0\u00a0'));
  expect(problem.message).toMatch(/U\+00A0 .* and \d+ more in lines \d+, /);
});

test('two characters are two problems', () => {
  const text = clusterYaml().replace('name: cp1', 'name:\u00a0\u201ccp1\u201d');
  expect(problemsOf(text).map(({message}) => /U\+\w+/.exec(message)?.[0])).toEqual(['U+00A0', 'U+201C', 'U+201D']);
});

test.each([
  ['comments', '# don\u2019t \u2013 it\u00a0is \u201cfine\u201d\n'],
  ['texts in quotes', 'x-note: "\u201cquoted\u201d\u00a0\u2013 text"\n'],
  ['the middle of a text', 'x-note: the operator\u2019s file\n'],
])('%s may have such characters', (_, line) => {
  expect(configOf(line + clusterYaml()).name).toBe('test');
});

test('an invisible character in quotes is named by the value that it makes wrong', () => {
  const {message} = problemOf(clusterYaml({hosts: hostYaml('cp1', '"10.0.0.11\u200b"', 'control-plane')}));
  expect(message).toContain('U+200B');
});

test.each(['spec:\n\tname: x\n', 'a:\n  - b\n\t- c\n', 'a:\n \tb: 1\n'])(
  'a tab as indentation is one problem: %j',
  text => {
    expect(problemOf(text).message).toContain('has a tab');
  },
);

describe('text of other tools is named for what it is', () => {
  test.each([
    ['{{ cp1_ip }}', '{{ cp1_ip }}'],
    ['"{{ cp1_ip }}"', '{{ cp1_ip }}'],
    ['{{ cp1_ip }}.example', '{{ cp1_ip }}'],
    ['\x24{CP1_IP}', '\x24{CP1_IP}'],
    ['$CP1_IP', '$CP1_IP'],
    ['"{% if a %}10.0.0.1{% endif %}"', '{% if a %}'],
    ['<%= ip %>', '<%= ip %>'],
  ])('a placeholder %s', (value, named) => {
    const {message, suggestion = ''} = problemOf(clusterYaml({hosts: hostYaml('cp1', value, 'control-plane')}));
    expect(message + suggestion).toContain(`${named} is a placeholder of a template`);
  });

  test.each([
    ['!vault |\n  abc', 'ansible-vault'],
    ['!secret x', '!secret'],
  ])('a tag: %j', (value, named) => {
    const {code, message, suggestion} = problemOf(clusterYaml({spec: `ssh:\n  user: ${value.replace('\n', '\n  ')}`}));
    expect({code, message, suggestion}).toMatchObject({code: 'config/yaml', message: expect.stringContaining(named)});
    expect(suggestion).toBeDefined();
  });

  test('a key that is a mapping', () => {
    expect(problemOf(clusterYaml({spec: '? {a: 1}\n: b'}))).toMatchObject({code: 'config/yaml', line: 6});
  });
});

test('nothing is printed as a warning of the process', () => {
  const warnings: unknown[] = [];
  const listen = (warning: unknown) => warnings.push(warning);
  process.on('warning', listen);
  for (const text of ['? {a: 1}\n: b\n', 'a: {{ b }}\n', 'a: !x y\n', '? [1]\n: 2\n']) problemsOf(text);
  return Promise.resolve().then(() => {
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });
});

test('an invisible character is a dot in the printed line', () => {
  const text = clusterYaml().replace('name: cp1', 'name:\u00a0cp1').replace('cp1', '\u202ecp1');
  const printed = renderProblems(problemsOf(text), 'cluster.yaml');
  expect(printed).toContain('- name:··cp1');
  expect(printed).not.toMatch(/[\u00a0\u202e]/);
});

test('a megabyte of such characters is judged at once', () => {
  const [problem] = problemsOf(`a: ${'\u00a0\n'.repeat(300_000)}`);
  expect(problem?.message).toContain('and 299999 more');
});
