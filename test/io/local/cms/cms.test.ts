import {execFileSync} from 'node:child_process';
import {randomBytes, X509Certificate} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {canReceive} from '../../../../src/core/snapshots/recipient.js';
import {contentKey, contentOf, privateKeyIn} from '../../../../src/io/local/cms/decrypt.js';
import {encryptTo} from '../../../../src/io/local/cms/encrypt.js';
import {parseHeader} from '../../../../src/io/local/cms/header.js';

let folder: string;
const at = (name: string) => join(folder, name);
const openssl = (...args: readonly string[]) => execFileSync('openssl', args, {stdio: ['ignore', 'pipe', 'pipe']});

const KINDS = {
  rsa: ['rsa:2048'],
  p256: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  p521: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-521'],
} as const;
type Kind = keyof typeof KINDS;
const RECEIVERS = Object.keys(KINDS) as Kind[];

const makeKey = (name: string, algorithm: readonly string[]) =>
  openssl(
    ...['req', '-x509', '-newkey', ...algorithm, '-nodes', '-subj', `/CN=${name}/O=Backups`, '-days', '10'],
    ...['-keyout', at(`${name}.key`), '-out', at(`${name}.crt`)],
  );
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quorate-cms-'));
  for (const kind of RECEIVERS) makeKey(kind, KINDS[kind]);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const certificate = (name: string) => new X509Certificate(readFileSync(at(`${name}.crt`)));
const keyOf = (name: string) => privateKeyIn(readFileSync(at(`${name}.key`), 'utf8'))!;

async function* inPieces(content: Buffer, bytes: number) {
  for (let from = 0; from < content.byteLength; from += bytes) yield content.subarray(from, from + bytes);
}
const all = async (pieces: AsyncIterable<Uint8Array>) => {
  const found: Uint8Array[] = [];
  for await (const piece of pieces) found.push(piece);
  return Buffer.concat(found);
};
const decrypt = async (message: Buffer, name: string, pieceBytes = 1000) => {
  const header = parseHeader(message.subarray(0, 64 * 1024));
  const key = contentKey(header, keyOf(name));
  return key && all(contentOf(inPieces(message, pieceBytes), header, key));
};
const byOpenssl = (content: Buffer, names: readonly string[], ...flags: readonly string[]): Buffer => {
  writeFileSync(at('plain'), content);
  openssl(
    ...['cms', '-encrypt', '-binary', '-outform', 'DER', '-aes-256-gcm', ...flags, '-in', at('plain')],
    ...['-out', at('message'), ...names.map(name => at(`${name}.crt`))],
  );
  return readFileSync(at('message'));
};

describe('a message in CMS', () => {
  test.each(
    RECEIVERS.flatMap(kind => [
      [kind, 'in parts', ['-stream']] as const,
      [kind, 'in one piece', []] as const,
      [kind, 'with the identifier of the key', ['-stream', '-keyid']] as const,
    ]),
  )('of openssl to a key %s, %s, is read', async (kind, _, flags) => {
    for (const bytes of [1, 4096, 300_001]) {
      const content = randomBytes(bytes);
      const read = await decrypt(byOpenssl(content, [kind], ...flags), kind, 777);
      expect(read?.equals(content)).toBe(true);
    }
  });

  test.each(RECEIVERS)('to a key %s is read by openssl, and here', async kind => {
    const content = randomBytes(300_001);
    const message = await all(encryptTo([certificate(kind)], inPieces(content, 100_000)));
    writeFileSync(at('ours'), message);
    openssl(
      ...['cms', '-decrypt', '-binary', '-inform', 'DER', '-in', at('ours')],
      ...['-inkey', at(`${kind}.key`), '-out', at('read')],
    );
    expect(readFileSync(at('read')).equals(content)).toBe(true);
    expect((await decrypt(message, kind))?.equals(content)).toBe(true);
  });

  test('to several is read with the key of each, and with no other', async () => {
    const content = randomBytes(5000);
    const names = ['rsa', 'p256', 'p384'] as const;
    for (const message of [
      await all(encryptTo(names.map(certificate), inPieces(content, 512))),
      byOpenssl(content, names, '-stream'),
    ]) {
      for (const name of names) expect((await decrypt(message, name))?.equals(content)).toBe(true);
      expect(await decrypt(message, 'p521')).toBeUndefined();
    }
  });

  test('of any content in pieces of any size is read in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({maxLength: 3000}),
        fc.integer({min: 1, max: 700}),
        fc.integer({min: 1, max: 700}),
        async (bytes, written, read) => {
          const content = Buffer.from(bytes);
          const message = await all(encryptTo([certificate('p256')], inPieces(content, written)));
          expect((await decrypt(message, 'p256', read))?.equals(content)).toBe(true);
        },
      ),
      {numRuns: 60},
    );
  });

  test('that is incomplete, or has another byte in its content, is refused', async () => {
    const content = randomBytes(2000);
    const message = byOpenssl(content, ['p256'], '-stream');
    const {contentAt} = parseHeader(message);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          // Behind the authentication tag there are only the ends of elements.
          fc.nat({max: message.byteLength - 7}).map(length => message.subarray(0, length)),
          fc
            .tuple(fc.integer({min: contentAt, max: message.byteLength - 7}), fc.integer({min: 1, max: 255}))
            .map(([where, by]) => {
              const changed = Buffer.from(message);
              changed[where]! ^= by;
              return changed;
            }),
        ),
        async changed => {
          await expect(decrypt(changed, 'p256').then(read => read?.equals(content))).rejects.toThrow();
        },
      ),
      {numRuns: 300},
    );
  });

  test('with any byte changed or with random bytes does not make the reader hang or give the same content', async () => {
    const content = randomBytes(200);
    const message = byOpenssl(content, ['rsa', 'p256'], '-stream');
    const {contentAt} = parseHeader(message);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({maxLength: 300}).map(bytes => Buffer.from(bytes)),
          fc.tuple(fc.nat({max: contentAt}), fc.integer({min: 1, max: 255})).map(([where, by]) => {
            const changed = Buffer.from(message);
            changed[where]! ^= by;
            return changed;
          }),
        ),
        async changed => {
          const read = await decrypt(changed, 'p256').catch((error: unknown) => error);
          // What identifies the recipient may be changed: it decides nothing.
          expect(read === undefined || read instanceof Error || (read as Buffer).equals(content)).toBe(true);
        },
      ),
      {numRuns: 300},
    );
  });
});

test.each([
  ['an Ed25519 key', ['ed25519']],
  ['a key for RSA-PSS', ['rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048']],
  ['an EC key of another curve', ['ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1']],
])('a certificate with %s cannot receive', (_, algorithm) => {
  makeKey('other', algorithm);
  expect(canReceive(certificate('other'))).toBe(false);
});

test('a private key with a passphrase, a certificate and a key of age are no private key in PEM', () => {
  openssl('pkey', '-in', at('rsa.key'), '-aes256', '-passout', 'pass:secret', '-out', at('locked.key'));
  for (const text of [readFileSync(at('locked.key'), 'utf8'), readFileSync(at('rsa.crt'), 'utf8'), 'AGE-SECRET-KEY-1'])
    expect(privateKeyIn(text)).toBeUndefined();
});
