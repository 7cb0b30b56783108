import {execFileSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {generateX25519Identity, identityToRecipient} from 'age-encryption';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {manifestText} from '../../../src/core/snapshots/manifest.js';
import {encryption} from '../../../src/io/local/snapshot-encrypt.js';
import {type AskSnapshotKey, openSnapshot} from '../../../src/io/local/snapshot-file.js';
import {storeSnapshot} from '../../../src/io/local/snapshot-store.js';
import {snapshotManifest} from '../../support/builders/snapshot.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quorate-snapshot-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const path = () => join(folder, 's.db');
/** As etcdctl writes it: pages of 512 bytes, and the digest of them. */
const snapshot = (pages: Buffer): Buffer => Buffer.concat([pages, createHash('sha256').update(pages).digest()]);
const PAGES = randomBytes(512 * 700);
const SNAPSHOT = snapshot(PAGES);
const noKey: AskSnapshotKey = () => Promise.reject(new Error('no key was expected'));
const contentOf = async (pieces: AsyncIterable<Uint8Array>) => {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
};
async function* inPieces(content: Buffer, bytes = 100_000) {
  for (let at = 0; at < content.byteLength; at += bytes) yield content.subarray(at, at + bytes);
}

describe('a snapshot', () => {
  test('is opened with its digest, its manifest and its content', async () => {
    writeFileSync(path(), SNAPSHOT);
    expect(await openSnapshot(path(), noKey)).not.toHaveProperty('manifest');
    const manifest = snapshotManifest(SNAPSHOT);
    writeFileSync(`${path()}.json`, manifestText(manifest));
    const opened = await openSnapshot(path(), noKey);
    expect(opened).toMatchObject({sha256: manifest.sha256, bytes: SNAPSHOT.byteLength, encrypted: false, manifest});
    expect((await contentOf(opened.read())).equals(SNAPSHOT)).toBe(true);
  });

  test('is refused at any length but its own, and with any other byte', async () => {
    const small = snapshot(Buffer.alloc(512, 'x'));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.nat({max: small.byteLength - 1}).map(length => small.subarray(0, length)),
          fc.tuple(fc.nat({max: small.byteLength - 1}), fc.integer({min: 1, max: 255})).map(([at, by]) => {
            const changed = Buffer.from(small);
            changed[at]! ^= by;
            return changed;
          }),
        ),
        async content => {
          writeFileSync(path(), content);
          await expect(openSnapshot(path(), noKey)).rejects.toMatchObject({code: 'etcd/snapshot-unusable'});
        },
      ),
      {numRuns: 60},
    );
  });

  test.each([
    ['is missing', () => rmSync(path(), {force: true})],
    ['is the database of a member', () => writeFileSync(path(), PAGES)],
    ['has a manifest of another one', () => writeFileSync(`${path()}.json`, manifestText(snapshotManifest('other')))],
    ['has a manifest that is not one', () => writeFileSync(`${path()}.json`, '{"format":2}')],
    ['has a manifest that is too large', () => writeFileSync(`${path()}.json`, ' '.repeat(100_000))],
  ])('that %s is refused', async (_, change) => {
    writeFileSync(path(), SNAPSHOT);
    change();
    await expect(openSnapshot(path(), noKey)).rejects.toMatchObject({code: 'etcd/snapshot-unusable'});
  });

  test('that changes after it was opened is refused at its end', async () => {
    writeFileSync(path(), SNAPSHOT);
    const {read} = await openSnapshot(path(), noKey);
    writeFileSync(path(), snapshot(randomBytes(512)));
    await expect(contentOf(read())).rejects.toMatchObject({code: 'etcd/snapshot-unusable'});
  });
});

const openssl = (...args: readonly string[]) => execFileSync('openssl', args, {stdio: ['ignore', 'pipe', 'pipe']});
function withKey(algorithm = 'rsa:2048') {
  const both = openssl(
    'req',
    '-x509',
    '-newkey',
    algorithm,
    '-nodes',
    '-subj',
    '/CN=backup',
    '-keyout',
    '-',
  ).toString();
  const [key = '', crt = ''] = both.match(/-----BEGIN [^-]*-----[^-]*-----END [^-]*-----\n/g) ?? [];
  return {key, crt};
}
const AGE_KEY = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudktstlq9sh8zz';

describe('an encrypted snapshot', () => {
  const secret = (text: string) => {
    const file = join(folder, 'secret');
    writeFileSync(file, text, {mode: 0o600});
    return file;
  };
  const stored = async (request: Parameters<typeof encryption>[0]) => {
    const file = `${path()}.age`;
    await storeSnapshot(file, snapshotManifest(SNAPSHOT), inPieces(SNAPSHOT), await encryption(request));
    return file;
  };

  test('to a recipient is read with its identity, any number of times', async () => {
    const identity = await generateX25519Identity();
    const other = await identityToRecipient(await generateX25519Identity());
    const recipients = secret(`# mine\n${await identityToRecipient(identity)}\n\n`);
    const file = await stored({recipients: [recipients, other]});
    expect(readFileSync(file).includes(PAGES.subarray(0, 64))).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const opened = await openSnapshot(
      file,
      async (_path, kind) => `# created\n${kind === 'identity' ? identity : ''}\n`,
    );
    expect(opened).toMatchObject({encrypted: true, bytes: SNAPSHOT.byteLength});
    expect((await contentOf(opened.read())).equals(SNAPSHOT)).toBe(true);
    expect((await contentOf(opened.read())).equals(SNAPSHOT)).toBe(true);
    expect(opened.manifest?.stored).toEqual({
      bytes: statSync(file).size,
      sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
    });
  });

  test('with a passphrase is read with it, and asks again after a wrong one', async () => {
    const file = await stored({passphraseFile: secret('correct horse battery\n'), recipients: []});
    const asked: unknown[] = [];
    const opened = await openSnapshot(file, async (_path, kind, again) => {
      asked.push([kind, again]);
      return again ? 'correct horse battery' : 'wrong horse battery';
    });
    expect(asked).toEqual([
      ['passphrase', false],
      ['passphrase', true],
    ]);
    expect((await contentOf(opened.read())).equals(SNAPSHOT)).toBe(true);
  });

  test('is refused without a key, with another one, and when it was changed or is incomplete', async () => {
    const identity = await generateX25519Identity();
    const file = await stored({recipients: [await identityToRecipient(identity)]});
    const content = readFileSync(file);
    const changed = Buffer.from(content);
    changed[changed.byteLength - 1]! ^= 1;
    const another = await generateX25519Identity();
    for (const [bytes, key] of [
      [content, undefined],
      [content, another],
      [content, 'not a key'],
      [changed, identity],
      [content.subarray(0, -20), identity],
      [content.subarray(0, 90), identity],
    ] as const) {
      writeFileSync(file, bytes);
      await expect(openSnapshot(file, async () => key)).rejects.toMatchObject({code: 'etcd/snapshot-key'});
    }
  });

  describe('to a certificate', () => {
    const {key, crt} = withKey();
    const files = () => {
      writeFileSync(join(folder, 'backup.key'), key);
      writeFileSync(join(folder, 'backup.crt'), crt);
      return {recipients: [join(folder, 'backup.crt')]};
    };
    const identity: AskSnapshotKey = async (_path, kind) => (kind === 'identity' ? key : undefined);

    test('is read with its private key, also one of the schedule, which openssl encrypted', async () => {
      const own = await stored(files());
      const scheduled = `${path()}.cms`;
      writeFileSync(path(), SNAPSHOT);
      openssl(
        ...['cms', '-encrypt', '-binary', '-stream', '-outform', 'DER', '-aes-256-gcm'],
        ...['-in', path(), '-out', scheduled, join(folder, 'backup.crt')],
      );
      for (const file of [own, scheduled]) {
        expect(readFileSync(file).includes(PAGES.subarray(0, 64))).toBe(false);
        const opened = await openSnapshot(file, identity);
        expect(opened).toMatchObject({encrypted: true, bytes: SNAPSHOT.byteLength});
        expect((await contentOf(opened.read())).equals(SNAPSHOT)).toBe(true);
        expect((await contentOf(opened.read())).equals(SNAPSHOT)).toBe(true);
      }
    });

    test('is refused without a key, with another one, and when it was changed or is incomplete', async () => {
      const file = await stored(files());
      const content = readFileSync(file);
      const changed = Buffer.from(content);
      changed[content.byteLength - 10]! ^= 1;
      for (const [bytes, given] of [
        [content, undefined],
        [content, withKey().key],
        [content, 'not a key'],
        [content, crt],
        [changed, key],
        [content.subarray(0, -20), key],
        [content.subarray(0, 90), key],
      ] as const) {
        writeFileSync(file, bytes);
        await expect(openSnapshot(file, async () => given)).rejects.toMatchObject({code: 'etcd/snapshot-key'});
      }
    });

    test('that is not authenticated names the command that decrypts it', async () => {
      const file = `${path()}.cms`;
      writeFileSync(path(), SNAPSHOT);
      files();
      openssl(
        ...['cms', '-encrypt', '-binary', '-stream', '-outform', 'DER', '-aes-256-cbc'],
        ...['-in', path(), '-out', file, join(folder, 'backup.crt')],
      );
      await expect(openSnapshot(file, identity)).rejects.toMatchObject({
        code: 'etcd/snapshot-key',
        suggestions: expect.arrayContaining([expect.stringContaining('openssl cms -decrypt')]),
      });
    });

    test.each([
      ['a key of age as well', () => [...files().recipients, AGE_KEY]],
      ['a certificate that cannot be parsed', () => [secret(crt.replace(/A/g, 'B'))]],
      ['a private key', () => [secret(key)]],
      ['a key for signatures only', () => [secret(withKey('ed25519').crt)]],
    ])('cannot be made with %s', async (_, recipients) => {
      await expect(encryption({recipients: recipients()})).rejects.toMatchObject({
        code: 'usage/encryption',
        message: expect.not.stringContaining('PRIVATE'),
      });
    });
  });

  test.each([
    ['a short passphrase', () => ({passphraseFile: secret('short'), recipients: []})],
    ['a passphrase of two lines', () => ({passphraseFile: secret('a long first line\nand more'), recipients: []})],
    ['a file that does not exist', () => ({passphraseFile: join(folder, 'none'), recipients: []})],
    ['a recipient that is not a key', () => ({recipients: ['age1nothing']})],
    ['a private key as a recipient', () => ({recipients: [secret('AGE-SECRET-KEY-1QQQQ')]})],
    ['a file without recipients', () => ({recipients: [secret('# none\n')]})],
    ['both kinds', () => ({passphraseFile: secret('correct horse battery'), recipients: ['age1x']})],
  ])('cannot be made with %s', async (_, request) => {
    await expect(encryption(request())).rejects.toMatchObject({
      code: 'usage/encryption',
      message: expect.not.stringContaining('AGE-SECRET-KEY'),
    });
  });

  test('is absent when its bytes are not those of the manifest', async () => {
    const encrypt = await encryption({passphraseFile: secret('correct horse battery'), recipients: []});
    const storing = storeSnapshot(path(), snapshotManifest('other'), inPieces(SNAPSHOT), encrypt);
    await expect(storing).rejects.toMatchObject({code: 'etcd/snapshot-failed'});
    expect(readdirSync(folder)).toEqual(['secret']);
  });
});
