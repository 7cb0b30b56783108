import type {BackupContents} from '../core/backup/contents.js';
import {Failure} from '../core/failure.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {HostName} from '../core/model/names.js';
import {wallClock} from '../io/clock.js';
import {assertNewBackup, newBackupPath} from '../io/local/backup-place.js';
import {writeBackup} from '../io/local/backup-write.js';
import {caHomeOf} from '../io/local/ca-home-of.js';
import {type EncryptionRequest, encryption} from '../io/local/snapshot-encrypt.js';
import {assertComplete, backupSecrets} from './backup-secrets.js';
import {type Environment, hostClientsWithoutBundle} from './connect.js';
import {withEtcd} from './etcd/managed.js';
import {planSnapshot, type SnapshotFrom, withProven} from './etcd/proven.js';

export interface BackupRequest {
  readonly dryRun: boolean;
  /** Undefined: a name of its own in the folder of the cluster. */
  readonly path: string | undefined;
  /** The text of the configuration file. */
  readonly configText: string;
  readonly encryption: EncryptionRequest;
}

export type BackupOutcome =
  | ({readonly ran: false} & SnapshotFrom)
  | ({
      readonly ran: true;
      readonly path: string;
      /** Of the snapshot; decimal text. */
      readonly revision: string;
      readonly takenAt: string;
      /** Of the snapshot. */
      readonly bytes: number;
    } & SnapshotFrom);

/**
 * Writes an encrypted file with all that is needed to build the cluster again on empty machines: a proven snapshot of etcd,
 * the CAs and keys that all control planes share, and the configuration. Nothing of the cluster changes.
 *
 * @throws Failure 'usage/…' before anything is contacted, 'backup/…', 'etcd/snapshot-…'
 */
export async function backUp(
  config: ClusterConfig,
  environment: Environment,
  {dryRun, path: wanted, configText, encryption: asked}: BackupRequest,
): Promise<BackupOutcome> {
  const encrypt = await encryption(asked);
  if (encrypt === undefined) throw notEncrypted();
  if (wanted !== undefined) await assertNewBackup(wanted);
  return withEtcd(config, environment, 'take snapshots of it', async managed => {
    const plan = await planSnapshot(managed, environment, undefined);
    const {about} = plan;
    const {desired, hosts, connections} = managed;
    const host = await hostClientsWithoutBundle(connections);
    const home = caHomeOf(config, environment.pkiIdentityFile);
    const secrets = await backupSecrets({desired, hosts, host, home});
    if (dryRun) return {ran: false, ...about};
    assertComplete(secrets, home);
    return withProven(managed, environment, plan, 'backup', async (taken, trial) => {
      const proven = {at: wallClock().toISOString(), keys: trial.keys};
      const manifest = {...taken.manifest, proven};
      if (manifest.cluster.id === undefined) throw noIdentity(about.from);
      const path = wanted ?? (await newBackupPath(environment.env, config.name, wallClock()));
      environment.report({type: 'step', title: 'Download it, and write the backup'});
      const contents: BackupContents = {manifest, config: configText, secrets: secrets.files};
      await writeBackup(path, contents, taken.pieces(), encrypt);
      const {revision, takenAt, bytes} = manifest;
      return {ran: true, ...about, path, revision, takenAt, bytes};
    });
  });
}

const notEncrypted = (): Failure =>
  new Failure('usage/encryption', 'a backup has the private keys of the cluster: it is always encrypted', {
    suggestions: ['quorate backup --passphrase-file FILE', 'quorate backup --recipient age1…'],
  });

const noIdentity = (host: HostName): Failure =>
  new Failure('backup/no-identity', `${host} does not record the id of the cluster`, {
    suggestions: ['quorate apply', 'then run the same command again'],
  });
