import {Failure} from '../core/failure.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {OpenedBackup} from '../io/local/backup-open.js';
import {otherSettings} from './backup-settings.js';
import type {Environment} from './connect.js';
import {type RebuildOutcome, rebuildIn} from './rebuild.js';
import {clusterIdOf, type PreparedRebuild} from './rebuild-prepare.js';
import {assertManaged, restoreDeps} from './restore.js';
import type {RunOptions} from './run-verb.js';
import {withCluster} from './session.js';

export interface RestoreBackupOptions extends Pick<RunOptions, 'dryRun' | 'ignorePreflight'> {
  readonly backup: OpenedBackup;
  readonly confirm: (prepared: PreparedRebuild) => Promise<boolean>;
}

/**
 * Builds the cluster of a configuration again from its backup.
 * @throws Failure 'backup/other-cluster' or 'backup/other-settings', before any host is contacted.
 */
export async function restoreBackup(
  config: ClusterConfig,
  {backup, confirm, ...options}: RestoreBackupOptions,
  environment: Environment,
): Promise<RebuildOutcome> {
  assertManaged(config, 'restored');
  const {name} = backup.manifest.cluster;
  const clusterId = clusterIdOf(backup);
  if (name !== config.name || clusterId === undefined)
    throw new Failure(
      'backup/other-cluster',
      `the backup is of the cluster ${name}, and the configuration is of ${config.name}`,
      {suggestions: ['name the configuration of that cluster: --config FILE']},
    );
  const other = otherSettings(backup.config, config);
  if (other.length > 0)
    throw new Failure(
      'backup/other-settings',
      other
        .map(
          ({setting, inBackup, configured}) =>
            `${setting} is ${inBackup} in the backup, and ${configured} in the configuration`,
        )
        .join('; '),
      {suggestions: ['set this back in the configuration, then run the same command again']},
    );
  return withCluster(config, environment, ({desired, release, templates, ...session}) => {
    const given = {clusterId, files: backup.secrets};
    const deps = restoreDeps({desired, ...session}, environment);
    const request = {desired, release, templates, backup, acceptDowntime: false, ...options};
    return rebuildIn(request, {...deps, keys: input => session.keys(input, given)}, confirm);
  });
}
