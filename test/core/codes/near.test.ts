import fc from 'fast-check';
import {expect, test} from 'vitest';
import {ALL, lookUp} from '../../../src/core/codes/lookup.js';
import {nearCodes} from '../../../src/core/codes/near.js';

test.each([
  ['[ERROR Swap]', 'Swap'],
  ['[ERROR Port-6443]:', 'Port-6443'],
  ['hosts/auth-refused:', 'hosts/auth-refused'],
  ['auth-refused', 'hosts/auth-refused'],
  ['hosts/auth-refusd', 'hosts/auth-refused'],
  ['quorum-lost', 'etcd/quorum-lost'],
  ['Prot-6443', 'Port-6443'],
  ['Port6443', 'Port-6443'],
  ['DirAvailble--var-lib-etcd', 'DirAvailable--var-lib-etcd'],
  ['Swapp', 'Swap'],
])('%s is near to %s', (text, code) => {
  expect(nearCodes(text)).toContain(code);
});

test('an unknown name of an area has all codes of the area', () => {
  const timeouts = ALL.map(({code}) => code).filter(code => code.startsWith('timeout/'));
  expect(nearCodes('timeout/zzzzzzzzzzzz')).toEqual(timeouts);
});

test('every code that is suggested is known', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.constantFrom(...ALL.map(({code}) => code)).map(code => code.slice(1)),
      ),
      text => {
        expect(nearCodes(text).filter(code => lookUp(code) === undefined)).toEqual([]);
      },
    ),
    {numRuns: 60},
  );
});
