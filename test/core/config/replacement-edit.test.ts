import {describe, expect, test} from 'vitest';
import type {Replacement} from '../../../src/core/config/replacement.js';
import {replacementEdit} from '../../../src/core/config/replacement-edit.js';
import {textDiff} from '../../../src/core/config/text-diff.js';
import {Failure} from '../../../src/core/failure.js';
import {hostName} from '../../../src/core/model/names.js';
import {clusterYaml, configOf, hostYaml} from './support.js';

const cp = (n: number) => hostYaml(`cp${n}`, `10.0.0.1${n}`, 'control-plane');
const file = (...hosts: readonly string[]) => clusterYaml({hosts: hosts.join('')});
const to = (old: string, name: string, more: Partial<Replacement> = {}): Replacement => ({
  old: hostName(old),
  name: hostName(name),
  ...more,
});
const edit = (text: string, replacement: Replacement) => replacementEdit(text, configOf(text), replacement);
const codeOf = (text: string, replacement: Replacement) => {
  try {
    edit(text, replacement);
    return 'edited';
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
};

const CP4 = {address: '10.0.0.14'};
const [BEFORE, BOTH, AFTER] = [file(cp(1), cp(3), cp(2)), file(cp(1), cp(3), cp(4), cp(2)), file(cp(1), cp(4), cp(2))];

test('the file has both hosts until the old one is out of the cluster, and the same command continues from there', () => {
  expect(edit(BEFORE, to('cp3', 'cp4', CP4))).toEqual({begin: BOTH, end: AFTER, exchanges: false});
  expect(edit(BOTH, to('cp3', 'cp4', CP4))).toEqual({begin: BOTH, end: AFTER, exchanges: false});
  expect(edit(AFTER, to('cp3', 'cp4', CP4))).toEqual({begin: AFTER, end: AFTER, exchanges: false});
});

test('the new host is used as it is if it is in the file', () => {
  const text = file(cp(1), cp(3), cp(2), hostYaml('w1', '10.0.0.21', 'worker'));
  expect(edit(text, to('cp3', 'w1'))).toMatchObject({begin: text});
  expect(edit(BOTH, to('cp3', 'cp4'))).toEqual({begin: BOTH, end: AFTER, exchanges: false});
});

test('with one address, the new host takes the entry at once', () => {
  const text = BEFORE.replace('name: cp3', 'name: cp4');
  expect(edit(BEFORE, to('cp3', 'cp4', {address: '10.0.0.13'}))).toEqual({begin: text, end: text, exchanges: true});
});

test('with the same name, the file stays as it is, unless the machine is reached in another way', () => {
  expect(edit(BEFORE, to('cp3', 'cp3'))).toEqual({begin: BEFORE, end: BEFORE, exchanges: false});
  const moved = BEFORE.replace('10.0.0.13', '10.0.0.14');
  expect(edit(BEFORE, to('cp3', 'cp3', CP4))).toEqual({begin: moved, end: moved, exchanges: false});
});

describe('refused is', () => {
  test.each([
    ['a new host without an address', BEFORE, to('cp3', 'cp4'), 'usage/replace-address'],
    ['an address that is none', BEFORE, to('cp3', 'cp4', {address: 'cp4.test'}), 'usage/replace-address'],
    ['another address than in the file', BOTH, to('cp3', 'cp4', {address: '10.0.0.15'}), 'usage/replace-address'],
    ['the address of another host', BEFORE, to('cp3', 'cp4', {address: '10.0.0.11'}), 'config/invalid'],
    ['a name that is none', BEFORE, to('cp3', 'CP_4', CP4), 'config/invalid'],
    ['two hosts that are not in the file', BEFORE, to('cp8', 'cp9', CP4), 'replace/unknown-host'],
    ['one that is not in the file by itself', BEFORE, to('cp8', 'cp8'), 'replace/unknown-host'],
  ])('%s', (_, text, replacement, code) => {
    expect(codeOf(text, replacement)).toBe(code);
  });
});

test('what changes is shown line by line, with two lines around it', () => {
  expect(textDiff(BEFORE, AFTER)).toEqual([
    '       address: 10.0.0.11',
    '       roles: [control-plane]',
    '-    - name: cp3',
    '-      address: 10.0.0.13',
    '+    - name: cp4',
    '+      address: 10.0.0.14',
    '       roles: [control-plane]',
    '     - name: cp2',
  ]);
  expect(textDiff(BEFORE, BEFORE)).toEqual([]);
  expect(textDiff('a\nb\nc\n', 'a\nc\n')).toEqual([' a', '-b', ' c']);
  expect(textDiff('a\n', 'a\r\nb\r\n')).toEqual([' a', '+b']);
});
