import {stat} from 'node:fs/promises';
import type {BackupContents} from '../../core/backup/contents.js';
import {Failure} from '../../core/failure.js';
import type {SnapshotSource} from '../../ports/etcd-data.js';
import {skip} from '../bundle/tar-entries.js';
import {readBackup} from './backup-read.js';
import type {AskSnapshotKey} from './snapshot-encryption.js';
import {openDecrypted} from './snapshot-file.js';
import {whyUnreadable} from './unreadable.js';

/** A complete backup on this machine. Its snapshot is decrypted each time it is read: it is never stored as plain text. */
export interface OpenedBackup extends BackupContents {
  readonly snapshot: SnapshotSource & Pick<BackupContents, 'manifest'>;
}

/**
 * Reads a backup once from start to end, and verifies it.
 *
 * @param secrets paths of the shared secrets that it must have.
 * @throws Failure 'backup/unusable' or 'etcd/snapshot-key'
 */
export async function openBackup(path: string, secrets: readonly string[], ask: AskSnapshotKey): Promise<OpenedBackup> {
  await assertFile(path);
  const open = await openDecrypted(path, ask);
  const {contents, snapshot} = await readBackup(path, open(), secrets);
  await skip(snapshot);
  const {manifest} = contents;
  async function* read() {
    yield* (await readBackup(path, open(), secrets)).snapshot;
  }
  return {...contents, snapshot: {sha256: manifest.sha256, bytes: manifest.bytes, manifest, read}};
}

async function assertFile(path: string): Promise<void> {
  const why = await stat(path).then(
    found => (found.isFile() ? undefined : 'it is not a regular file'),
    (error: unknown) => `it cannot be read: ${whyUnreadable(error)}`,
  );
  if (why === undefined) return;
  throw new Failure('backup/unusable', `${path} is not a usable backup: ${why}`, {
    suggestions: ['name the file that `quorate backup` has written'],
  });
}
