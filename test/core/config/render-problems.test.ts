import {expect, test} from 'vitest';
import type {ConfigProblem} from '../../../src/core/config/problem.js';
import {renderProblems} from '../../../src/core/config/render-problems.js';
import {clusterYaml, hostYaml, problemsOf} from './support.js';

const problem: ConfigProblem = {
  code: 'config/wrong-value',
  level: 'error',
  line: 7,
  column: 3,
  length: 4,
  path: 'a.b',
  message: 'is wrong',
  excerpt: '  text here',
};

test('a problem is printed with its position, line, carets and suggestion', () => {
  const text = clusterYaml({hosts: hostYaml('cp1', '10.0.0.11', 'control-plane', 'zoen: a')});
  expect(renderProblems(problemsOf(text), 'cluster.yaml')).toBe(
    [
      'cluster.yaml:10:7 error: spec.hosts[0].zoen: unknown key "zoen"',
      '  10 |       zoen: a',
      '     |       ^^^^',
      '     = did you mean "zone"?',
    ].join('\n'),
  );
});

test('carets are below their text also after tabs', () => {
  expect(renderProblems([{...problem, excerpt: '\tx: y', column: 5, length: 1}], 'f')).toContain('\n    | \t   ^');
});

test('a long line is shortened around the position', () => {
  const excerpt = `${'a'.repeat(500)}HERE${'b'.repeat(500)}`;
  const [, line = '', carets = ''] = renderProblems([{...problem, excerpt, column: 501}], 'f').split('\n');
  expect(line.length).toBeLessThan(140);
  expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('HERE');
});

test('control characters of the file are not printed', () => {
  expect(renderProblems([{...problem, excerpt: 'a\x1b[31mb', message: 'got \x1b'}], 'f')).not.toContain('\x1b');
});

test('of many problems the first hundred are printed, with the number of others', () => {
  expect(renderProblems(Array(130).fill(problem), 'f')).toMatch(/… and 30 more$/);
});
