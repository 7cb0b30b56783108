import {Failure} from '../core/failure.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {HostName} from '../core/model/names.js';
import {systemClock} from '../io/clock.js';
import {knownRevisions} from '../io/local/known-revisions.js';
import {type AskSnapshotKey, openSnapshot} from '../io/local/snapshot-file.js';
import {snapshotDirectory} from '../io/local/snapshots.js';
import {check} from './check.js';
import type {Environment} from './connect.js';
import {discardOldIn} from './discard-old.js';
import type {PreparedRestore, RestoreDeps} from './restore-prepare.js';
import {type RestoreOutcome, restoreIn} from './restore-run.js';
import {type ClusterSession, withCluster} from './session.js';

export interface RestoreOptions {
  /** Path of a snapshot. */
  readonly snapshot: string;
  readonly dryRun: boolean;
  readonly again: boolean;
  readonly acceptUnreadable: boolean;
  readonly acceptDowntime: boolean;
  readonly askKey: AskSnapshotKey;
  /** @param takenAt when the snapshot was taken, if its manifest says so. */
  readonly confirm: (prepared: PreparedRestore, takenAt: string | undefined) => Promise<boolean>;
}

/** Restores etcd from a snapshot file, and then proves with a pod on each node that the cluster follows. */
export async function restoreEtcd(
  config: ClusterConfig,
  {snapshot: path, dryRun, again, acceptUnreadable, acceptDowntime, askKey, confirm}: RestoreOptions,
  environment: Environment,
): Promise<RestoreOutcome> {
  assertManaged(config, 'restored');
  const snapshot = await openSnapshot(path, askKey);
  const outcome = await withCluster(config, environment, ({desired, release, templates, ...session}) =>
    restoreIn(
      {desired, release, templates, snapshot, dryRun, again, acceptUnreadable, acceptDowntime},
      restoreDeps({desired, ...session}, environment),
      prepared => confirm(prepared, snapshot.manifest?.takenAt),
    ),
  );
  return outcome.ran ? {...outcome, diagnosis: await check(config, {}, environment, {probes: true})} : outcome;
}

/** Deletes the data that restores have set aside. Returns the deleted paths, by host. */
export const discardOld = (
  config: ClusterConfig,
  environment: Environment,
  confirm: (old: ReadonlyMap<HostName, readonly string[]>) => Promise<boolean>,
): Promise<ReadonlyMap<HostName, readonly string[]>> => {
  assertManaged(config, 'restored');
  return withCluster(config, environment, ({desired, release, templates, ...session}) =>
    discardOldIn({desired, release, templates}, restoreDeps({desired, ...session}, environment), confirm),
  );
};

/** What a restore or a recovery acts through. */
export const restoreDeps = (
  {desired, cluster, keys, operatorFiles, caHome, verify}: Omit<ClusterSession, 'release' | 'templates'>,
  {env, report, signal}: Environment,
): RestoreDeps => ({
  cluster,
  keys,
  operatorFiles,
  caHome,
  verify,
  report,
  signal,
  clock: systemClock,
  knownRevisions: () => knownRevisions(snapshotDirectory(env, desired.name)),
  keepCurrent: host => cluster.etcd.snapshotOf(host),
});

/** @throws Failure etcd/restore-unmanaged */
export function assertManaged({etcd}: ClusterConfig, what: 'restored' | 'recovered'): void {
  if (etcd.unmanagedEtcd === undefined) return;
  throw new Failure('etcd/restore-unmanaged', `the etcd in spec.etcd.endpoints is not ${what} by quorate`, {
    suggestions: ['ask the operator of that etcd'],
  });
}
