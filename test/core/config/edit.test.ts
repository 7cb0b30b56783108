import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {withVersions} from '../../../src/core/config/edit.js';
import {Failure} from '../../../src/core/failure.js';
import {clusterYaml, configOf} from './support.js';

const NEW = {kubernetes: '1.37.2', etcd: '3.7.3'};
const KUBERNETES = {kubernetes: '1.37.2'};

const codeOf = (text: string): string => {
  try {
    withVersions(text, NEW);
    return 'written';
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
};

test('the versions are replaced, and nothing else changes', () => {
  const text = `# ours
apiVersion: quorate/v1alpha1   # two spaces
kind: Cluster
metadata: { name: test }


spec:
    kubernetesVersion:   "1.36.3"   # see the ticket
    etcd: {version: '3.6.16',  }  # the same
    hosts: [ {name: cp1, address: 10.0.0.11, roles: [control-plane]} ]
# the end
`;
  expect(withVersions(text, NEW)).toBe(text.replace('1.36.3', '1.37.2').replace('3.6.16', '3.7.3'));
});

describe('the version of etcd', () => {
  test('is added below that of Kubernetes if the text has no spec.etcd', () => {
    const text = clusterYaml();
    const line = /^.*kubernetesVersion.*\n/m.exec(text)![0];
    const edited = `${line.replace('1.36.3', '1.37.2')}  etcd:\n    version: "3.7.3"\n`;
    expect(withVersions(text, NEW)).toBe(text.replace(line, edited));
    const foreign = withVersions(text.replaceAll('\n', '\r\n'), NEW);
    expect(foreign).toBe(text.replace(line, edited).replaceAll('\n', '\r\n'));
  });

  test('is refused if the text has other keys of spec.etcd', () => {
    expect(() => withVersions(clusterYaml({spec: 'etcd: {}'}), NEW)).toThrow('cannot write the version');
  });

  test('stays if none is given', () => {
    const text = clusterYaml({spec: 'etcd: {version: "3.6.16"}'});
    expect(configOf(withVersions(text, {kubernetes: '1.37.2'}))).toMatchObject({
      kubernetesVersion: '1.37.2',
      etcd: {version: '3.6.16'},
    });
  });

  test('may be before that of Kubernetes', () => {
    const text = clusterYaml({version: 'etcd: {version: 3.6.16}\n  kubernetesVersion: 1.36.3'});
    expect(withVersions(text, NEW)).toBe(text.replace('1.36.3', '1.37.2').replace('3.6.16', '3.7.3'));
  });
});

test.each([
  ['"1.36.3"', '"1.37.2"'],
  ["'1.36.3'", "'1.37.2'"],
  ['1.36.3', '1.37.2'],
  ['v1.36.3', 'v1.37.2'],
  ['"v1.36.3"', '"v1.37.2"'],
  ['&version "1.36.3"', '&version "1.37.2"'],
  ['!!str 1.36.3', '!!str 1.37.2'],
  ['"1.36.\\x33"', '"1.37.2"'],
])('%s is replaced by %s', (before, after) => {
  expect(withVersions(clusterYaml({version: `kubernetesVersion: ${before}`}), KUBERNETES)).toBe(
    clusterYaml({version: `kubernetesVersion: ${after}`}),
  );
});

test('an alias is replaced by the version, because its anchor may be used elsewhere', () => {
  const host = '- name: cp1\n    address: 10.0.0.11\n    roles: [control-plane]\n    labels: {version: &v "1.36.3"}';
  const text = clusterYaml({version: '', hosts: `\n  ${host}`});
  expect(withVersions(`${text}  kubernetesVersion: *v\n`, KUBERNETES)).toBe(`${text}  kubernetesVersion: "1.37.2"\n`);
});

test('CRLF, a byte order mark and document markers are kept', () => {
  const text = `\uFEFF%YAML 1.2\n---\n${clusterYaml({spec: 'etcd: {version: "3.6.16"} # ü'})}...\n# after\n`.replaceAll(
    '\n',
    '\r\n',
  );
  expect(withVersions(text, NEW)).toBe(text.replace('1.36.3', '1.37.2').replace('3.6.16', '3.7.3'));
});

test('a text of two documents, without a version, or that is no cluster is refused', () => {
  expect(codeOf(`${clusterYaml()}---\nother: document\n`)).toBe('config/not-editable');
  expect(codeOf(clusterYaml({version: ''}))).toBe('config/not-editable');
  expect(codeOf(clusterYaml({version: 'kubernetesVersion: |-\n    1.36.3'}))).toBe('config/not-editable');
  expect(codeOf('[1, 2')).toBe('config/not-editable');
  expect(codeOf('')).toBe('config/not-editable');
});

test('writing the same versions changes nothing, and writing twice equals writing once', () => {
  const text = clusterYaml({spec: 'etcd: {version: "3.6.16"}'});
  expect(withVersions(text, {kubernetes: '1.36.3', etcd: '3.6.16'})).toBe(text);
  const once = withVersions(text, NEW);
  expect(withVersions(once, NEW)).toBe(once);
});

const comment = fc.stringMatching(/^[ -~äßü✓]{0,20}$/).map(text => `# ${text}`);
const quoted = fc.constantFrom('"', "'", '');
const end = fc.constantFrom('\n', '\r\n');

test('only the version differs, whatever surrounds it', () => {
  fc.assert(
    fc.property(fc.array(comment, {maxLength: 4}), comment, quoted, end, (before, behind, quote, newline) => {
      const lines = [
        ...before,
        ...clusterYaml({version: `kubernetesVersion: ${quote}1.36.3${quote} ${behind}`}).split('\n'),
      ];
      const text = lines.join(newline);
      const at = text.indexOf(`kubernetesVersion: ${quote}1.36.3`) + `kubernetesVersion: ${quote}`.length;
      expect(withVersions(text, KUBERNETES)).toBe(`${text.slice(0, at)}1.37.2${text.slice(at + '1.36.3'.length)}`);
    }),
  );
});
