import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {generateIdentity, identityToRecipient} from 'age-encryption';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {BackupContents} from '../../../src/core/backup/contents.js';
import type {Failure} from '../../../src/core/failure.js';
import {openBackup} from '../../../src/io/local/backup-open.js';
import {assertNewBackup, newBackupPath} from '../../../src/io/local/backup-place.js';
import {writeBackup} from '../../../src/io/local/backup-write.js';
import {encryption} from '../../../src/io/local/snapshot-encrypt.js';
import {backupManifest} from '../../support/builders/backup.js';

const SNAPSHOT = randomBytes(200_000);
const SECRET = '/etc/kubernetes/pki/ca.key';
const CONTENTS: BackupContents = {
  manifest: backupManifest(SNAPSHOT),
  config: 'kind: Cluster\n',
  secrets: new Map([[SECRET, Buffer.from('-----BEGIN PRIVATE KEY-----')]]),
};

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-backup-'));
  path = join(folder, 'prod.backup');
  const encrypt = await encryption({passphrase: 'correct horse battery', recipients: []});
  await writeBackup(path, CONTENTS, pieces(), encrypt!);
});
afterAll(() => rm(folder, {recursive: true, force: true}));

async function* pieces() {
  yield SNAPSHOT.subarray(0, 70_000);
  yield SNAPSHOT.subarray(70_000);
}

const typed = async () => 'correct horse battery';

test('a backup is encrypted, is opened with its passphrase, and its snapshot can be read again and again', async () => {
  const {snapshot, ...contents} = await openBackup(path, [SECRET], typed);
  expect((await readFile(path)).includes('PRIVATE KEY')).toBe(false);
  expect(contents).toEqual(CONTENTS);
  for (let times = 0; times < 2; times++) {
    const read: Uint8Array[] = [];
    for await (const piece of snapshot.read()) read.push(Buffer.from(piece));
    expect(Buffer.concat(read).equals(SNAPSHOT)).toBe(true);
  }
});

test('a wrong passphrase, none, and a file that was changed open nothing', async () => {
  await expect(openBackup(path, [SECRET], async () => 'another passphrase')).rejects.toMatchObject({
    code: 'etcd/snapshot-key',
  });
  await expect(openBackup(path, [SECRET], async () => undefined)).rejects.toMatchObject({code: 'etcd/snapshot-key'});
  const bytes = await readFile(path);
  bytes[bytes.length - 20_000]! ^= 1;
  const changed = join(folder, 'changed.backup');
  await writeFile(changed, bytes);
  await expect(openBackup(changed, [SECRET], typed)).rejects.toMatchObject({code: 'etcd/snapshot-key'});
});

describe.each(['cms', 'age'] as const)('a backup that is encrypted to a recipient (%s)', kind => {
  const bytesOf = async (content: BackupContents, name: string) => {
    const to = join(folder, name);
    await writeBackup(to, content, pieces(), (await encryption({recipients: [recipient]}))!);
    return readFile(to);
  };
  let recipient: string;
  let identity: string;
  beforeAll(async () => {
    if (kind === 'age') {
      identity = await generateIdentity();
      recipient = await identityToRecipient(identity);
      return;
    }
    recipient = join(folder, 'receiver.crt');
    const key = join(folder, 'receiver.key');
    const algorithm = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    const files = ['-keyout', key, '-out', recipient];
    execFileSync('openssl', ['req', '-x509', ...algorithm, '-nodes', '-subj', '/CN=receiver', ...files], {
      stdio: 'ignore',
    });
    identity = await readFile(key, 'utf8');
  });

  test('has the same contents, or is not opened, when a bit of it was changed', {timeout: 60_000}, async () => {
    const bytes = await bytesOf(CONTENTS, `${kind}.backup`);
    const changed = join(folder, `${kind}-changed.backup`);
    const outcomes: string[] = [];
    // Its keys and its configuration come first.
    const places = [...Array(60).keys()].map(at => Math.floor((at * 6000) / 60));
    for (const at of [...places, bytes.length - 17, bytes.length - 5]) {
      const copy = Buffer.from(bytes);
      copy[at]! ^= 1 << (at % 8);
      await writeFile(changed, copy);
      const outcome = await openBackup(changed, [SECRET], async () => identity).then(
        ({snapshot: _, ...contents}) => (isDeepStrictEqual(contents, CONTENTS) ? 'same' : `other contents at ${at}`),
        (error: Failure) => error.code,
      );
      outcomes.push(outcome);
    }
    expect(outcomes.filter(each => !['same', 'backup/unusable', 'etcd/snapshot-key'].includes(each))).toEqual([]);
    expect(outcomes).toContain('etcd/snapshot-key');
  });

  test('is not opened when its end is missing, although its snapshot is there', async () => {
    const bytes = await bytesOf(CONTENTS, `${kind}-cut.backup`);
    const path = join(folder, `${kind}-short.backup`);
    for (const missing of [40, 500]) {
      await writeFile(path, bytes.subarray(0, bytes.length - missing));
      await expect(openBackup(path, [SECRET], async () => identity)).rejects.toMatchObject({code: 'etcd/snapshot-key'});
    }
  });
});

test('a backup is put into the folder of its cluster, and replaces no file', async () => {
  const made = await newBackupPath({XDG_STATE_HOME: folder}, 'prod', new Date('2026-03-14T15:09:26.123Z'));
  expect(made).toBe(join(folder, 'quorate', 'backups', 'prod', 'prod-20260314T150926Z.backup'));
  await assertNewBackup(made);
  await expect(assertNewBackup(path)).rejects.toMatchObject({code: 'usage/file-exists'});
  await expect(assertNewBackup(join(folder, 'none', 'file'))).rejects.toMatchObject({code: 'backup/unwritable'});
});

test.each([
  ['a file that does not exist', () => join(folder, 'absent.backup')],
  ['a folder', () => folder],
])('%s is not a usable backup', async (_, named) => {
  await expect(openBackup(named(), [SECRET], async () => undefined)).rejects.toMatchObject({code: 'backup/unusable'});
});
