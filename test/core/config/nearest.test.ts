import {expect, test} from 'vitest';
import {nearest} from '../../../src/core/config/did-you-mean.js';

test.each([
  ['adress', 'address'],
  ['addresss', 'address'],
  ['adrdess', 'address'],
  ['podCIDR', 'podCidr'],
  ['pod_cidr', 'podCidr'],
  ['version', 'kubernetesVersion'],
])('%s is probably %s', (word, meant) => {
  expect(nearest(word, ['name', 'address', 'podCidr', 'serviceCidr', 'kubernetesVersion'])).toBe(meant);
});

test.each(['x', 'hostname2', 'foo', '', '__proto__'])('"%s" is like nothing', word => {
  expect(nearest(word, ['address', 'zone', 'ssh'])).toBeUndefined();
});

test('the nearest of several is taken', () => {
  expect(nearest('labes', ['tables', 'labels'])).toBe('labels');
});
