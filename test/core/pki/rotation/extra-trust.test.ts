import {generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {extraTrust} from '../../../../src/core/pki/rotation/extra-trust.js';
import {testCa} from '../../../support/certificates.js';

const publicKey = () =>
  `${generateKeyPairSync('ec', {namedCurve: 'P-256'}).publicKey.export({type: 'spki', format: 'pem'})}`;
const KINDS: readonly (readonly [string, readonly string[]])[] = [
  ['CAs', ['one', 'two', 'three'].map(place => testCa({place}).certPem)],
  ['public keys', [publicKey(), publicKey(), publicKey()]],
];

describe.each(KINDS)('of %s,', (_, [first = '', second = '', third = '']) => {
  test.each<[number, readonly string[], number]>([
    [0, [first], 0],
    [0, [first, first], 0],
    [0, [first, second], 1],
    [1, [first, second], 0],
    [2, [second, first, third], 1],
    [3, [second], 0],
    [3, [second, first, third], 2],
  ])('generation %i explains one, or two during a rotation: %#', (generation, blocks, extra) => {
    expect(extraTrust(`generation: ${generation}\n${blocks.join('')}`)).toHaveLength(extra);
  });

  test('what cannot be read is extra as well', () => {
    expect(extraTrust(`${first}-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n`)).toHaveLength(1);
    expect(extraTrust('')).toEqual([]);
  });
});
