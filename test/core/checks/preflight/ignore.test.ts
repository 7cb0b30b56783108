import {expect, test} from 'vitest';
import {ignorePreflight} from '../../../../src/core/checks/preflight/ignore.js';
import type {Finding} from '../../../../src/core/model/finding.js';
import {codes} from './situation.js';

const error = (code: string): Finding => ({code, level: 'error', message: `cp-1: ${code}`});
const found = [error('Swap'), error('Port-6443'), error('NumCPU')];

test('turns the errors of the named checks into warnings, in any letter case, and keeps the rest', () => {
  expect(codes(ignorePreflight(found, ['swap', 'PORT-6443']))).toEqual([
    'warning Swap',
    'warning Port-6443',
    'error NumCPU',
  ]);
});

test('takes several names between commas', () => {
  expect(codes(ignorePreflight(found, ['Swap, NumCPU']))).toEqual([
    'warning Swap',
    'error Port-6443',
    'warning NumCPU',
  ]);
});

test('takes "all" for every check', () => {
  expect(codes(ignorePreflight(found, ['all']))).toEqual(['warning Swap', 'warning Port-6443', 'warning NumCPU']);
});

test('says of a name that is no check that it is none, and which there are', () => {
  const [finding, ...rest] = ignorePreflight(found, ['Swapp']);
  expect(finding).toMatchObject({
    level: 'warning',
    message: expect.stringContaining('Swapp'),
    fix: expect.stringContaining('Swap,'),
  });
  expect(rest).toEqual(found);
});

test('knows names that hold a port, a command or a path, found or not', () => {
  expect(ignorePreflight([], ['Port-10250', 'fileexisting-nft', 'FileAvailable--etc-kubernetes-admin.conf'])).toEqual(
    [],
  );
});

test.each([
  ['etcd data of unknown origin', 'DirAvailable--var-lib-etcd'],
  ['binaries that cannot run', 'Architecture'],
])('never ignores %s', (_, code) => {
  expect(codes(ignorePreflight([error(code)], ['all', code]))).toEqual([`error ${code}`]);
});

test('without names changes nothing', () => {
  expect(ignorePreflight(found, [])).toEqual(found);
});
