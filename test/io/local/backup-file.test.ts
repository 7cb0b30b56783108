import {randomBytes} from 'node:crypto';
import {mkdtemp, readdir, readFile, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import {tarEnd, tarHeader, tarPadding} from '../../../src/core/artifacts/tar.js';
import type {BackupContents} from '../../../src/core/backup/contents.js';
import {readBackup} from '../../../src/io/local/backup-read.js';
import {writeBackup} from '../../../src/io/local/backup-write.js';
import {backupManifest} from '../../support/builders/backup.js';

const SNAPSHOT = randomBytes(3_000_000);
const SECRETS = ['/etc/kubernetes/pki/ca.key', '/etc/kubernetes/encryption.yaml'];
const CONTENTS: BackupContents = {
  manifest: backupManifest(SNAPSHOT),
  config: 'apiVersion: quorate.dev/v1\nkind: Cluster # of the shop\n',
  secrets: new Map([
    [SECRETS[0]!, Buffer.from('a key')],
    [SECRETS[1]!, Buffer.alloc(0)],
  ]),
};

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-backup-'));
  path = join(folder, 'prod.backup');
});

async function* snapshot() {
  for (let at = 0; at < SNAPSHOT.byteLength; at += 700_001) yield SNAPSHOT.subarray(at, at + 700_001);
}

/** Not a cipher: enough to see that all of the archive passes it. */
async function* flipped(plain: AsyncIterable<Uint8Array>) {
  for await (const piece of plain) yield piece.map(byte => byte ^ 0xff);
}

async function* stored(bytes: Uint8Array) {
  yield bytes;
}

async function read(plain: AsyncIterable<Uint8Array>, secrets = SECRETS) {
  const pieces: Uint8Array[] = [];
  const {contents, snapshot: bytes} = await readBackup(path, plain, secrets);
  for await (const piece of bytes) pieces.push(Buffer.from(piece));
  return {contents, snapshot: Buffer.concat(pieces)};
}

const entry = (name: string, content: string | Buffer): Buffer => {
  const bytes = Buffer.from(content);
  return Buffer.concat([
    tarHeader({path: name, mode: 0o600, size: bytes.byteLength}),
    bytes,
    tarPadding(bytes.byteLength),
  ]);
};

describe('a backup', () => {
  test('is read as it was written, and is readable by its owner only', async () => {
    await writeBackup(path, CONTENTS, snapshot(), flipped);
    const found = await read(flipped(stored(await readFile(path))));
    expect(found.contents).toEqual(CONTENTS);
    expect(found.snapshot.equals(SNAPSHOT)).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['prod.backup']);
  });

  test('replaces an older one of the same name only when it is complete', async () => {
    await writeFile(path, 'older');
    const broken = async function* () {
      yield SNAPSHOT.subarray(0, 10);
      throw new Error('the host is gone');
    };
    await expect(writeBackup(path, CONTENTS, broken(), flipped)).rejects.toThrow('the host is gone');
    expect(await readFile(path, 'utf8')).toBe('older');
    expect(await readdir(folder)).toEqual(['prod.backup']);
  });

  test('is not written with another snapshot than its manifest describes', async () => {
    const other = async function* () {
      yield Buffer.alloc(SNAPSHOT.byteLength);
    };
    await expect(writeBackup(path, CONTENTS, other(), flipped)).rejects.toMatchObject({code: 'etcd/snapshot-failed'});
    expect(await readdir(folder)).toEqual([]);
  });

  test('is not written into a folder that does not exist', async () => {
    await expect(writeBackup(join(folder, 'none', 'file'), CONTENTS, snapshot(), flipped)).rejects.toMatchObject({
      code: 'backup/unwritable',
    });
  });
});

describe('what is not a usable backup', () => {
  const manifest = entry('snapshot.db.json', JSON.stringify(CONTENTS.manifest));
  const config = entry('cluster.yaml', 'kind: Cluster');
  const keys = SECRETS.map(name => entry(name.slice(1), 'key'));
  const db = entry('snapshot.db', SNAPSHOT);
  const end = tarEnd();

  test.each<[string, readonly Uint8Array[], string]>([
    ['nothing', [], 'ends early'],
    ['other bytes', [randomBytes(4096)], 'damaged'],
    ['without its snapshot', [manifest, config, ...keys, end], 'lacks snapshot.db'],
    ['without its configuration', [manifest, ...keys, db, end], 'lacks cluster.yaml'],
    ['without a key', [manifest, config, keys[0]!, db, end], 'lacks etc/kubernetes/encryption.yaml'],
    [
      'with a damaged manifest',
      [entry('snapshot.db.json', '{}'), config, ...keys, db, end],
      'snapshot.db.json is damaged',
    ],
    ['with a file twice', [manifest, manifest, config, ...keys, db, end], 'more than once'],
    [
      'with another snapshot',
      [manifest, config, ...keys, entry('snapshot.db', randomBytes(3_000_000)), end],
      'is not the snapshot',
    ],
    ['with a shorter snapshot', [manifest, config, ...keys, entry('snapshot.db', 'x'), end], 'is not the snapshot'],
    ['cut off in its snapshot', [manifest, config, ...keys, db.subarray(0, 2_000_000)], 'ends early'],
    ['with a huge file', [entry('cluster.yaml', Buffer.alloc(5 * 2 ** 20))], 'too large'],
  ])('%s', async (_, pieces, why) => {
    await expect(read(stored(Buffer.concat(pieces)))).rejects.toMatchObject({
      code: 'backup/unusable',
      message: expect.stringContaining(why),
    });
  });
});
