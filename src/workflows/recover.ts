import type {ClusterConfig} from '../core/model/config.js';
import {etcdId} from '../core/model/names.js';
import type {Survivor} from '../core/plan/restore/survivors.js';
import {openSnapshot} from '../io/local/snapshot-file.js';
import type {Environment} from './connect.js';
import {type Proposal, type RecoverOutcome, type RecoverRequest, recoverIn} from './recover-run.js';
import {assertManaged, restoreDeps} from './restore.js';
import {withCluster} from './session.js';

export interface RecoverOptions extends Pick<RecoverRequest, 'dryRun' | 'lost' | 'from'> {
  readonly confirm: (proposal: Proposal) => Promise<boolean>;
}

/** Recovers etcd from one member. */
export async function recoverEtcd(
  config: ClusterConfig,
  environment: Environment,
  {confirm, ...options}: RecoverOptions,
): Promise<RecoverOutcome> {
  assertManaged(config, 'recovered');
  return withCluster(config, environment, ({desired, release, templates, ...session}) => {
    // The snapshot was made in this run, and is not encrypted.
    const open = (path: string) => openSnapshot(path, async () => undefined);
    const keepOffline = ({member: {host}, marker, data}: Survivor) =>
      session.cluster.etcd.offlineSnapshotOf(host, {
        clusterId: marker?.clusterId ?? etcdId('0'),
        etcd: data.tool ?? 'unknown',
      });
    const deps = {...restoreDeps({desired, ...session}, environment), open, keepOffline};
    return recoverIn({desired, release, templates, ...options}, deps, confirm);
  });
}
