import {createPublicKey} from 'node:crypto';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {readSigningRequest} from '../../../src/core/pki/signing-request.js';
import {ecPair, requestPem, rsaPair, signingRequest} from '../../support/signing-request.js';

const EC = 'ECDSA-P256';
const RSA = 'RSA-2048';
const ec = ecPair();
const rsa = rsaPair();
const derOf = (pem: string) => Buffer.from(pem.replace(/-----.*-----/g, ''), 'base64');
const good = signingRequest(ec);
const spki = ec.publicKey.export({type: 'spki', format: 'der'});
/** The same point, compressed: another encoding of the same key. */
const compressed = (): Buffer => {
  const point = spki.subarray(-65);
  const algorithm = spki.subarray(2, 2 + 21);
  const short = Buffer.concat([Buffer.of(2 + (point.at(-1)! % 2)), point.subarray(1, 33)]);
  const bits = Buffer.concat([Buffer.of(3, short.length + 1, 0), short]);
  return Buffer.concat([Buffer.of(0x30, algorithm.length + bits.length), algorithm, bits]);
};

test.each([
  [EC, ec],
  [RSA, rsa],
] as const)('the public key of a request for a key of %s is that of its pair', (algorithm, pair) => {
  const read = readSigningRequest(signingRequest(pair), algorithm);
  expect('publicPem' in read && createPublicKey(read.publicPem).equals(pair.publicKey)).toBe(true);
});

test.each<[string, string, typeof EC | typeof RSA, RegExp]>([
  ['an RSA key instead of ECDSA', signingRequest(rsa), EC, /not ECDSA-P256/],
  ['an ECDSA key instead of RSA', signingRequest(ec), RSA, /not RSA-2048/],
  ['a small RSA key', signingRequest(rsaPair(1024)), RSA, /not RSA-2048/],
  ['a large RSA key', signingRequest(rsaPair(3072)), RSA, /not RSA-2048/],
  ['an RSA key with the exponent 3', signingRequest(rsaPair(2048, 3)), RSA, /not RSA-2048/],
  ['another curve', signingRequest(ecPair('P-384')), EC, /not ECDSA-P256/],
  ['another curve of the same length', signingRequest(ecPair('secp256k1')), EC, /not ECDSA-P256/],
  ['the signature of another key', signingRequest(ec, {signer: ecPair().privateKey}), EC, /not signed with/],
  ['the signature of a key of another kind', signingRequest(ec, {signer: rsa.privateKey}), EC, /another algorithm/],
  [
    'the public key of another pair',
    signingRequest(ec, {spki: ecPair().publicKey.export({type: 'spki', format: 'der'})}),
    EC,
    /not signed with/,
  ],
  [
    'a signature with SHA-1',
    signingRequest(ec, {hash: 'sha1', signatureOid: '1.2.840.10045.4.1'}),
    EC,
    /another algorithm/,
  ],
  ['a signature with SHA-1 that claims SHA-256', signingRequest(ec, {hash: 'sha1'}), EC, /not signed with/],
  ['a key in another encoding', signingRequest(ec, {spki: compressed()}), EC, /public key/],
  ['another version', signingRequest(ec, {version: '\x01'}), EC, /cannot be read/],
  ['no attributes', signingRequest(ec, {withoutAttributes: true}), EC, /cannot be read/],
  ['bytes after it', signingRequest(ec, {after: Buffer.from('more')}), EC, /cannot be read/],
  ['two requests', good + signingRequest(), EC, /not one certificate signing request/],
  ['text before it', `x\n${good}`, EC, /not one/],
  ['text after it', `${good}x`, EC, /not one/],
  ['control characters', good.replace('\n', '\n\x1b[2J'), EC, /not one/],
  ['line breaks of DOS', good.replaceAll('\n', '\r\n'), EC, /not one/],
  ['another label', good.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE'), EC, /not one/],
  ['nothing', '', EC, /not one/],
  ['a megabyte', good.replace('\n', `\n${`${'A'.repeat(64)}\n`.repeat(16_000)}`), EC, /not one/],
  ['garbage in base64', requestPem(Buffer.from('garbage')), EC, /cannot be read/],
  ['brackets without end', requestPem(Buffer.alloc(4000, 0x30)), EC, /cannot be read/],
])('a request with %s is refused', (_, pem, algorithm, because) => {
  const read = readSigningRequest(pem, algorithm);
  expect(read).toEqual({because: expect.stringMatching(because)});
});

test('a request of which any byte was changed is refused', () => {
  for (const [pem, algorithm] of [
    [good, EC],
    [signingRequest(rsa), RSA],
  ] as const) {
    const der = derOf(pem);
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({min: 1, max: 255}), (at, flip) => {
        const changed = Buffer.from(der);
        changed[at]! ^= flip;
        expect(readSigningRequest(requestPem(changed), algorithm)).toHaveProperty('because');
      }),
      {numRuns: 400},
    );
  }
});

test('any text is refused, and its reason has nothing of the text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({unit: 'binary'}), fc.uint8Array({maxLength: 300}).map(requestPem)), text => {
      const read = readSigningRequest(text, EC);
      expect(read).toEqual({because: expect.stringMatching(/^[ -~]+$/)});
    }),
  );
});
