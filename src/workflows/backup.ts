import type {BackupContents} from '../core/backup/contents.js';
import {findingsOf} from '../core/diagnosis/findings.js';
import {Failure} from '../core/failure.js';
import {identityProblems} from '../core/identity/judge.js';
import {identitySubject} from '../core/identity/subject.js';
import type {ClusterConfig} from '../core/model/config.js';
import {known, unknown} from '../core/model/fact.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import {judgeSources, sharedSources} from '../core/pki/secret-sources.js';
import {sharedFiles, sharedNames} from '../core/pki/shared-secrets.js';
import {EMPTY_QUERY} from '../core/plan/fact-query.js';
import {asFact} from '../io/as-fact.js';
import {wallClock} from '../io/clock.js';
import {assertNewBackup, newBackupPath} from '../io/local/backup-place.js';
import {writeBackup} from '../io/local/backup-write.js';
import {type EncryptionRequest, encryption} from '../io/local/snapshot-encrypt.js';
import {readShared} from '../io/pki/read-shared.js';
import {throwOnErrors} from './checks.js';
import {type Environment, hostClientsWithoutBundle} from './connect.js';
import {type ManagedEtcd, withEtcd} from './etcd/managed.js';
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
    const secrets = await readSecrets(managed);
    if (dryRun) return {ran: false, ...about};
    return withProven(managed, environment, plan, 'backup', async (taken, trial) => {
      const proven = {at: wallClock().toISOString(), keys: trial.keys};
      const manifest = {...taken.manifest, proven};
      if (manifest.cluster.id === undefined) throw noIdentity(about.from);
      const path = wanted ?? (await newBackupPath(environment.env, config.name, wallClock()));
      environment.report({type: 'step', title: 'Download it, and write the backup'});
      const contents: BackupContents = {manifest, config: configText, secrets};
      await writeBackup(path, contents, taken.pieces(), encrypt);
      const {revision, takenAt, bytes} = manifest;
      return {ran: true, ...about, path, revision, takenAt, bytes};
    });
  });
}

/** By path: what all control planes share, from one that has it. */
async function readSecrets({desired, connections, hosts}: ManagedEtcd): Promise<ReadonlyMap<string, Buffer>> {
  const client = await hostClientsWithoutBundle(connections);
  const names = sharedNames(desired);
  const query = {...EMPTY_QUERY, paths: names.flatMap(name => sharedFiles(name).map(({path}) => path))};
  const facts = await Promise.all(
    hosts.map(async host => [host, await asFact(async () => known(await client(host).facts(query)))] as const),
  );
  const observed: ObservedCluster = {
    hosts: new Map(facts),
    // A secret that no control plane has is lost, whatever etcd says.
    etcd: unknown('not asked'),
    apiReady: new Map(),
    kube: unknown('not asked'),
  };
  const problems = identityProblems(identitySubject(desired, observed));
  throwOnErrors('refused', 'a backup is not possible: the configuration and the hosts contradict each other', [
    ...findingsOf(problems.filter(({code}) => code.startsWith('identity/'))),
  ]);
  throwOnErrors('refused', 'a backup is not possible now', judgeSources(desired, observed));
  const files = await Promise.all(
    [...sharedSources(desired, observed)].map(async ([name, source]) => {
      if (source.is !== 'host') throw nothingShared(name);
      return readShared(name, source.host, path => client(source.host).read(path));
    }),
  );
  return new Map(files.flat().map(({path, content}) => [path, Buffer.from(content)]));
}

const notEncrypted = (): Failure =>
  new Failure('usage/encryption', 'a backup has the private keys of the cluster: it is always encrypted', {
    suggestions: ['quorate backup --passphrase-file FILE', 'quorate backup --recipient age1…'],
  });

const noIdentity = (host: HostName): Failure =>
  new Failure('backup/no-identity', `${host} does not record the id of the cluster`, {
    suggestions: ['quorate apply', 'then run the same command again'],
  });

const nothingShared = (name: string): Failure =>
  new Failure('pki/shared-missing', `no control plane has the ${name} of the cluster`, {
    suggestions: ['quorate topology check'],
  });
