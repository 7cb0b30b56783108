import fc from 'fast-check';
import {expect, test} from 'vitest';
import {canonicalAddress, canonicalHost} from '../../../src/core/network/address.js';
import {canonicalUrl, urlHost} from '../../../src/core/network/url.js';

test.each([
  ['https://[FD00::11]:2380', 'https://[fd00::11]:2380'],
  ['https://[fd00:0:0:0:0:0:0:11]:2380', 'https://[fd00::11]:2380'],
  ['https://[fd00::0011]', 'https://[fd00::11]'],
  ['HTTPS://[fd00::11]:2380/', 'HTTPS://[fd00::11]:2380/'],
])('the canonical form of %s is %s', (text, url) => {
  expect(canonicalUrl(text)).toBe(url);
});

test.each([
  '',
  'https://10.0.0.11:2380',
  'https://Etcd-1.example:2380',
  'unix://localhost:2380',
  'https://[FE80::1%eth0]:2380',
  'https://[::FFFF:10.0.0.1]:2380',
  'https://[FD00::11',
  '[FD00::11]:2380',
  'https://user@[FD00::11]:2380',
])('%s is returned unchanged', text => {
  expect(canonicalUrl(text)).toBe(text);
});

test('a name is not changed like an address', () => {
  expect(['API.example', 'FD00:0::5', '10.0.0.5'].map(canonicalHost)).toEqual(['API.example', 'fd00::5', '10.0.0.5']);
});

test('all spellings of an IPv6 address give one URL, which is canonical itself', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), {minLength: 7, maxLength: 7}), groups => {
      const full = `fd00:${groups.map(group => group.toString(16).padStart(4, '0')).join(':')}`;
      const [url, other] = [full, full.toUpperCase()].map(each => canonicalUrl(`https://[${each}]:2380`)) as [
        string,
        string,
      ];
      expect(other).toBe(url);
      expect(url).toBe(`https://${urlHost(canonicalAddress(full))}:2380`);
      expect(canonicalUrl(url)).toBe(url);
    }),
    {numRuns: 100},
  );
});
