import {generateKeyPairSync, sign} from 'node:crypto';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {digestOf} from '../../../src/core/model/names.js';
import {isSignatureOver} from '../../../src/io/signatures/prehashed.js';
import {sha256} from '../../support/sigstore.js';

const keys = generateKeyPairSync('ec', {namedCurve: 'P-256'});
const digest = (content: Uint8Array) => digestOf(sha256(Buffer.from(content)));

test('a signature that node:crypto makes over a file is one over its digest', () => {
  fc.assert(
    fc.property(fc.uint8Array(), content => {
      expect(isSignatureOver(digest(content), sign('sha256', content, keys.privateKey), keys.publicKey)).toBe(true);
    }),
  );
});

test('it is none over the digest of another file, nor by another key', () => {
  const other = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (content, another) => {
      fc.pre(Buffer.compare(content, another) !== 0);
      const signature = sign('sha256', content, keys.privateKey);
      expect(isSignatureOver(digest(another), signature, keys.publicKey)).toBe(false);
      expect(isSignatureOver(digest(content), signature, other.publicKey)).toBe(false);
    }),
    {numRuns: 30},
  );
});

test('arbitrary bytes are no signature', () => {
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 80}), signature => {
      expect(isSignatureOver(digest(Buffer.from('x')), signature, keys.publicKey)).toBe(false);
    }),
  );
});

test.each([
  ['P-384', generateKeyPairSync('ec', {namedCurve: 'P-384'})],
  ['RSA', generateKeyPairSync('rsa', {modulusLength: 2048})],
])('a signature by a key of %s is not accepted', (_kind, {publicKey, privateKey}) => {
  const content = Buffer.from('x');
  expect(isSignatureOver(digest(content), sign('sha256', content, privateKey), publicKey)).toBe(false);
});
