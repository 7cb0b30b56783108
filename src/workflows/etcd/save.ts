import type {ClusterConfig} from '../../core/model/config.js';
import type {HostName} from '../../core/model/names.js';
import type {TrialRestore} from '../../io/etcd/snapshot-host.js';
import {type EncryptionRequest, encryption} from '../../io/local/snapshot-encrypt.js';
import {assertNewFile} from '../../io/local/snapshot-target.js';
import type {Environment} from '../connect.js';
import {withEtcd} from './managed.js';
import {planSnapshot, type SnapshotFrom, withProven} from './proven.js';
import {type StoredSnapshot, storeTaken, type Target} from './store.js';

export interface SaveRequest {
  readonly dryRun: boolean;
  readonly target: Target;
  readonly from?: HostName | undefined;
  readonly encryption: EncryptionRequest;
}

export type SaveOutcome =
  | ({readonly ran: false} & SnapshotFrom)
  | ({
      readonly ran: true;
      /** Decimal text. */
      readonly revision: string;
      readonly bytes: number;
      readonly encryptionKeys: readonly string[];
      readonly trial: TrialRestore;
    } & SnapshotFrom &
      StoredSnapshot);

/**
 * Takes a snapshot from one member, restores it for a trial on its host, and stores it. Nothing of the cluster changes.
 *
 * @throws Failure 'etcd/snapshot-failed', 'etcd/snapshot-unproven', 'usage/…' before anything is contacted
 */
export async function saveSnapshot(
  config: ClusterConfig,
  environment: Environment,
  {dryRun, target, from: wanted, encryption: asked}: SaveRequest,
): Promise<SaveOutcome> {
  const encrypt = await encryption(asked);
  if (target.is === 'file') await assertNewFile(target.path);
  return withEtcd(config, environment, 'take snapshots of it', async managed => {
    const plan = await planSnapshot(managed, environment, wanted);
    const {about} = plan;
    if (dryRun) return {ran: false, ...about};
    return withProven(managed, environment, plan, 'etcd snapshot save', async (taken, trial) => {
      const stored = await storeTaken(managed, environment, taken, {target, encrypt, trial});
      const {revision, bytes, encryptionKeys} = taken.manifest;
      return {ran: true, ...about, revision, bytes, encryptionKeys, trial, ...stored};
    });
  });
}
