import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {canonicalAddress, isAddress} from '../../../src/core/network/address.js';
import {
  canonicalCidr,
  cidrContains,
  cidrSize,
  cidrsOverlap,
  isCidr,
  nthAddress,
  parseCidr,
} from '../../../src/core/network/cidr.js';

test('the first service address and the DNS address are those of kubeadm', () => {
  expect(nthAddress('10.96.0.0/12', 1)).toBe('10.96.0.1');
  expect(nthAddress('10.96.0.0/12', 10)).toBe('10.96.0.10');
  expect(nthAddress('fd00:10:96::/112', 10)).toBe('fd00:10:96::a');
  expect(nthAddress('10.96.0.0/12', 300)).toBe('10.96.1.44');
});

test('an address past the end of a range is an error', () => {
  expect(() => nthAddress('10.0.0.0/30', 4)).toThrow(RangeError);
  expect(() => nthAddress('10.0.0.0/30', -1)).toThrow(RangeError);
  expect(nthAddress('10.0.0.0/30', 3)).toBe('10.0.0.3');
});

test('ranges of different families never overlap', () => {
  expect(cidrsOverlap('0.0.0.0/0', '::/0')).toBe(false);
  expect(cidrContains('::/0', '10.0.0.1')).toBe(false);
});

test('a canonical range has its host bits cleared', () => {
  expect(canonicalCidr('10.96.0.5/12')).toBe('10.96.0.0/12');
  expect(canonicalCidr('FD00::1/64')).toBe('fd00::/64');
});

test.each(['10.0.0.1', '0.0.0.0', '255.255.255.255', 'fd00::5', '2001:db8::'])('%s is an address', address => {
  expect(isAddress(address)).toBe(true);
});

test.each([
  '10.0.0',
  '10.0.0.256',
  '010.0.0.1',
  '0x0a000001',
  '1',
  '',
  'host',
  'fe80::1%eth0',
  '::ffff:10.0.0.1',
  '10.0.0.1/8',
  ' 10.0.0.1',
])('"%s" is not accepted as an address', text => {
  expect(isAddress(text)).toBe(false);
});

test.each(['10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/08', '10.0.0.0/8/8', 'fd00::/129', '/8', 'x/8'])(
  '"%s" is not a CIDR',
  text => {
    expect(isCidr(text)).toBe(false);
    expect(() => parseCidr(text)).toThrow(RangeError);
  },
);

test('all spellings of an IPv6 address have one canonical form', () => {
  expect(canonicalAddress('FD00:0:0::5')).toBe(canonicalAddress('fd00::5'));
});

describe('compared with counting addresses one by one', () => {
  // All ranges within 10.0.0.0/26, small enough to list every address.
  const small = fc
    .record({address: fc.integer({min: 0, max: 63}), prefix: fc.integer({min: 26, max: 32})})
    .map(({address, prefix}) => ({address, prefix, text: `10.0.0.${address}/${prefix}`}));
  const members = ({address, prefix}: {readonly address: number; readonly prefix: number}): readonly number[] =>
    Array.from({length: 64}, (_, n) => n).filter(n => n >> (32 - prefix) === address >> (32 - prefix));

  test('overlap, containment, size and every nth address agree', () => {
    fc.assert(
      fc.property(small, small, fc.integer({min: 0, max: 63}), (one, other, address) => {
        expect(cidrsOverlap(one.text, other.text)).toBe(members(one).some(each => members(other).includes(each)));
        expect(cidrContains(one.text, `10.0.0.${address}`)).toBe(members(one).includes(address));
        expect(cidrSize(one.text)).toBe(BigInt(members(one).length));
        expect(members(one).map((_, n) => nthAddress(one.text, n))).toEqual(members(one).map(n => `10.0.0.${n}`));
      }),
    );
  });
});
