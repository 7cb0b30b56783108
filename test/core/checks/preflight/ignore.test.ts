import {expect, test} from 'vitest';
import {ignorePreflight} from '../../../../src/core/checks/preflight/ignore.js';
import type {Code} from '../../../../src/core/codes/code.js';
import type {Finding} from '../../../../src/core/model/finding.js';
import {codes} from './plan-input.js';

const error = (code: Code): Finding => ({code, level: 'error', message: `cp-1: ${code}`});
const found = [error('Swap'), error('Port-6443'), error('NumCPU')];

test('errors of the named checks become warnings, in any letter case; others stay errors', () => {
  expect(codes(ignorePreflight(found, ['swap', 'PORT-6443']))).toEqual([
    'warning Swap',
    'warning Port-6443',
    'error NumCPU',
  ]);
});

test('one text may have several names, separated by commas', () => {
  expect(codes(ignorePreflight(found, ['Swap, NumCPU']))).toEqual([
    'warning Swap',
    'error Port-6443',
    'warning NumCPU',
  ]);
});

test('"all" names every check', () => {
  expect(codes(ignorePreflight(found, ['all']))).toEqual(['warning Swap', 'warning Port-6443', 'warning NumCPU']);
});

test('an unknown name is a warning that lists the checks', () => {
  const [finding, ...rest] = ignorePreflight(found, ['Swapp']);
  expect(finding).toMatchObject({
    level: 'warning',
    message: expect.stringContaining('Swapp'),
    fix: expect.stringContaining('Swap,'),
  });
  expect(rest).toEqual(found);
});

test('names with a port, a command or a path are known, whether they have findings or not', () => {
  expect(ignorePreflight([], ['Port-10250', 'fileexisting-nft', 'FileAvailable--etc-kubernetes-admin.conf'])).toEqual(
    [],
  );
});

test.each<[string, Code]>([
  ['etcd data of unknown origin', 'DirAvailable--var-lib-etcd'],
  ['binaries that cannot run', 'Architecture'],
])('%s cannot be ignored', (_, code) => {
  expect(codes(ignorePreflight([error(code)], ['all', code]))).toEqual([`error ${code}`]);
});

test('without names the findings do not change', () => {
  expect(ignorePreflight(found, [])).toEqual(found);
});
