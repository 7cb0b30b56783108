import type {ClusterConfig} from '../core/model/config.js';
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
    const deps = {...restoreDeps({desired, ...session}, environment), open};
    return recoverIn({desired, release, templates, ...options}, deps, confirm);
  });
}
