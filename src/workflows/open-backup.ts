import {sharedFiles, sharedNames} from '../core/pki/shared-secrets.js';
import {type OpenedBackup, openBackup} from '../io/local/backup-open.js';
import type {AskSnapshotKey} from '../io/local/snapshot-file.js';

/**
 * Verifies a backup, which must have everything that the control planes of a cluster with a managed etcd share.
 * @throws Failure 'backup/unusable', 'etcd/snapshot-key'
 */
export const openBackupFile = (path: string, ask: AskSnapshotKey): Promise<OpenedBackup> =>
  openBackup(
    path,
    sharedNames({}).flatMap(name => sharedFiles(name).map(file => file.path)),
    ask,
  );
