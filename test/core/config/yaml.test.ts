import {describe, expect, test} from 'vitest';
import {clusterYaml, configOf, hostYaml, problemOf, problemsOf} from './support.js';

const HEAD = 'apiVersion: quorate/v1alpha1\nkind: Cluster\nmetadata: {name: test}';
const withHead = (more: string, parts: Parameters<typeof clusterYaml>[0] = {}) =>
  clusterYaml({...parts, head: `${HEAD}\n${more}`});

describe('merge keys', () => {
  const hosts = (merge: string) =>
    '\n  - &cp\n    name: cp1\n    address: 10.0.0.11\n    roles: [control-plane]\n    ssh: {port: 2222}' +
    `\n  - ${merge}\n    name: w1\n    address: 10.0.0.12\n    roles: [worker]`;

  test('add the keys of a mapping that the mapping does not have', () => {
    const {hosts: parsed} = configOf(clusterYaml({hosts: hosts('<<: *cp')}));
    expect(parsed.map(({name, roles, ssh}) => [name, roles, ssh.port])).toEqual([
      ['cp1', ['control-plane'], 2222],
      ['w1', ['worker'], 2222],
    ]);
  });

  test('may come after the keys that they do not replace', () => {
    const text = clusterYaml({hosts: hosts('zone: a').replace('roles: [worker]', 'roles: [worker]\n    <<: *cp')});
    expect(configOf(text).hosts[1]).toMatchObject({name: 'w1', address: '10.0.0.12', zone: 'a', ssh: {port: 2222}});
  });

  test('take the first of several mappings that has a key', () => {
    const text = withHead('x-a: &a {port: 1}\nx-b: &b {port: 2, user: b}', {
      spec: 'ssh:\n  <<: [*a, *b]\n  agent: false',
    });
    expect(configOf(text).hosts[0]?.ssh).toMatchObject({port: 1, user: 'b', agent: false});
  });

  test('are followed through mappings that have merge keys themselves', () => {
    const text = withHead('x-a: &a {port: 7}\nx-b: &b {<<: *a, user: b}', {spec: 'ssh: {<<: *b}'});
    expect(configOf(text).hosts[0]?.ssh).toMatchObject({port: 7, user: 'b', set: ['port', 'user']});
  });

  test('in quotes are a key like any other', () => {
    expect(problemOf(withHead('x-a: &a {port: 7}', {spec: 'ssh: {"<<": *a}'})).code).toBe('config/unknown-key');
  });

  test.each(['<<: 1', '<<: [1]', '<<:'])('with %s are one problem at the key', merge => {
    expect(problemOf(clusterYaml({spec: `ssh: {${merge}}`}))).toMatchObject({code: 'config/yaml', line: 6, column: 9});
  });

  test('twice in one mapping are an error that suggests a list', () => {
    const text = withHead('x-a: &a {port: 1}\nx-b: &b {user: b}', {spec: 'ssh:\n  <<: *a\n  <<: *b'});
    expect(problemOf(text)).toMatchObject({code: 'config/duplicate-key', line: 10});
  });
});

describe('a problem in repeated text is at the anchor', () => {
  test.each([
    ['a merged value', 'x-ssh: &s {user: a, port: 0}', 'ssh: {<<: *s}', [4, 27]],
    ['a merged key', 'x-ssh: &s {user: a, prot: 1}', 'ssh: {<<: *s}', [4, 21]],
    ['a value of a mapping', 'x-ssh: &s {user: a, port: 0}', 'ssh: *s', [4, 27]],
    ['a scalar', 'x-port: &p 0', 'ssh: {port: *p}', [4, 12]],
  ])('%s', (_, head, spec, place) => {
    const {line, column} = problemOf(withHead(head, {spec}));
    expect([line, column]).toEqual(place);
  });
});

describe('keys that begin with x-', () => {
  test('are ignored at the top level, in spec and in a host', () => {
    const hosts = hostYaml('cp1', '10.0.0.11', 'control-plane', 'x-rack: {row: 7}');
    expect(configOf(withHead('x-any: [1, {a: b}]', {spec: 'x-more: &m 2', hosts}))).toEqual(configOf(clusterYaml()));
  });

  test.each(['network: {x-a: 1}', 'ssh: {x-a: 1}'])('are unknown in %s', spec => {
    expect(problemOf(clusterYaml({spec})).code).toBe('config/unknown-key');
  });

  test.each(['.defaults', '_defaults'])('are what is suggested for %s', key => {
    expect(problemOf(withHead(`${key}: {a: 1}`)).suggestion).toContain('"x-defaults"');
  });
});

describe('aliases', () => {
  test.each([
    ['without an anchor', 'ssh: *nowhere', 'no anchor &nowhere'],
    ['before their anchor', 'ssh: *s\nx-s: &s {port: 1}', 'no anchor &s'],
    ['inside of their own value', 'ssh: &s {user: *s}', 'inside of the value'],
  ])('%s are one problem where they are', (_, spec, message) => {
    const problem = problemOf(clusterYaml({spec}));
    expect(problem).toMatchObject({code: 'config/yaml', line: 6});
    expect(problem.message).toContain(message);
    expect(problem.suggestion).toBeDefined();
  });

  const bomb = (levels: number, of: (name: string) => string) =>
    ['x-0: &a0 {k0: 1}', ...Array.from({length: levels}, (_, n) => `x-${n + 1}: &a${n + 1} ${of(`*a${n}`)}`)].join(
      '\n',
    );

  test.each([
    ['lists', (name: string) => `[${Array(9).fill(name).join(', ')}]`],
    ['merge keys', (name: string) => `{<<: [${Array(9).fill(name).join(', ')}]}`],
    ['mappings', (name: string) => `{${Array.from({length: 9}, (_, n) => `k${n}: ${name}`).join(', ')}}`],
  ])('of aliases are refused before they fill the memory: %s', (_, of) => {
    expect(problemsOf(withHead(bomb(12, of)))).toMatchObject([{code: 'config/yaml'}]);
  });

  test('may be many', () => {
    const hosts = Array.from({length: 200}, (_, n) =>
      hostYaml(`w${n}`, `10.0.1.${n + 1}`, 'worker', '<<: *more\nssh: *s'),
    );
    const text = withHead('x-s: &s {port: 2222, user: admin}\nx-m: &more {zone: a, labels: {example.com/a: b}}', {
      hosts: hostYaml('cp1', '10.0.0.11', 'control-plane') + hosts.join(''),
      spec: 'network: {podCidr: 10.128.0.0/9}',
    });
    expect(configOf(text.replace('serviceCidr', 'serviceCidr')).hosts).toHaveLength(201);
  });
});

describe('a file that would take all memory or time', () => {
  const levels = (first: string, next: (before: string) => string): string =>
    withHead(
      [`x-0: &a0 ${first}`, ...Array.from({length: 40}, (_, n) => `x-${n + 1}: &a${n + 1} ${next(`*a${n}`)}`)].join(
        '\n',
      ),
    );

  test.each([
    ['lists of aliases', levels('[1, 2]', before => `[${before}, ${before}]`)],
    ['mappings of aliases', levels('{a: 1}', before => `{a: ${before}, b: ${before}}`)],
    ['merged mappings', levels('{a: 1}', before => `{<<: [${before}, ${before}]}`)],
    ['merged mappings without keys', levels('{}', before => `{<<: [${before}, ${before}]}`)],
  ])('is refused at one of its values: %s that double', (_what, text) => {
    const problem = problemOf(text);
    expect(problem).toMatchObject({code: 'config/yaml', message: expect.stringContaining('aliases repeat more than')});
    expect(problem.line).toBeGreaterThan(3);
  });

  test.each(['[', '{a: '])('is refused when it is nested too deeply in %s', open => {
    expect(problemOf(withHead(`x-0: ${open.repeat(5000)}`))).toMatchObject({
      code: 'config/yaml',
      message: 'not readable as YAML: it is nested too deeply',
    });
  });
});

describe('the last ---', () => {
  test.each(['---\n', '---', '---\n# end\n', '---\n---\n', '--- # end\n\n', '---\r\n'])(
    '%j begins no document',
    end => {
      expect(problemsOf(clusterYaml() + end)).toEqual([]);
    },
  );

  test.each(['---\na: 1\n', '--- a\n', '---\n{}\n'])('%j begins one', end => {
    expect(problemOf(clusterYaml() + end)).toMatchObject({code: 'config/yaml', line: 10});
  });

  test('of a file without content is no problem of its own', () => {
    expect(problemOf('---\n')).toMatchObject({message: 'the file is empty'});
  });
});
