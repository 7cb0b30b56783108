import {expect, test} from 'vitest';
import {nearest} from '../../src/core/did-you-mean.js';

test.each([
  ['adress', 'address'],
  ['addresss', 'address'],
  ['adrdess', 'address'],
  ['podCIDR', 'podCidr'],
  ['pod_cidr', 'podCidr'],
  ['version', 'kubernetesVersion'],
])('%s is corrected to %s', (word, meant) => {
  expect(nearest(word, ['name', 'address', 'podCidr', 'serviceCidr', 'kubernetesVersion'])).toBe(meant);
});

test.each(['x', 'hostname2', 'foo', '', '__proto__'])('"%s" is not similar to any candidate', word => {
  expect(nearest(word, ['address', 'zone', 'ssh'])).toBeUndefined();
});

test('the nearest of several candidates is chosen', () => {
  expect(nearest('labes', ['tables', 'labels'])).toBe('labels');
});
