import {describe, expect, test} from 'vitest';
import {identityFrom} from '../../../src/lab/hosts/process.js';
import {labSpec} from '../../../src/lab/hosts/spec.js';

const host = (name: string, address: string) => ({name, address});

describe('the layout of a lab', () => {
  test('derives the gateway from the addresses of the hosts', () => {
    expect(labSpec({name: 'demo', hosts: [host('a', '10.77.0.11'), host('b', '10.77.0.254')]}).gateway).toBe(
      '10.77.0.1',
    );
  });

  test('gives every interface a unique name of at most 15 characters', () => {
    const long = ['a-very-long-cluster-name-indeed-1', 'a-very-long-cluster-name-indeed-2'].map(name =>
      labSpec({name, hosts: [host('control-plane-number-one', '10.77.0.11')]}),
    );
    const links = long.flatMap(spec => [spec.bridge, ...spec.hosts.map(({cable}) => cable)]);
    for (const link of links) expect(link.length).toBeLessThanOrEqual(15);
    expect(new Set(links).size).toBe(4);
  });

  test('derives a folder name from any cluster name', () => {
    expect(labSpec({name: 'Prod.EU/../1', hosts: [host('a', '10.77.0.11')]}).name).toBe('prod-eu-1');
  });

  test.each([
    ['no hosts', []],
    ['hosts of two networks', [host('a', '10.77.0.11'), host('b', '10.78.0.11')]],
    ['a host on the gateway', [host('a', '10.77.0.1')]],
    ['a host on the broadcast address', [host('a', '10.77.0.255')]],
    ['an IPv6 address', [host('a', 'fd00::11')]],
  ])('refuses %s', (_, hosts) => {
    expect(() => labSpec({name: 'demo', hosts})).toThrow(expect.objectContaining({code: 'config/lab-network'}));
  });
});

test('a process is distinguished from another one with the same id, also when its name has spaces and parentheses', () => {
  const stat = (start: number) => `42 (a) S (b)) S 1 42 42 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 ${start} 0 0`;
  const boots = ['57633feb-0000', '11111111-0000'];
  expect(identityFrom(stat(777), '57633feb-0000')).toBe('42-777-57633feb');
  expect(new Set([777, 778].flatMap(start => boots.map(boot => identityFrom(stat(start), boot)))).size).toBe(4);
});
