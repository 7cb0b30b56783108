import {Args, Flags} from '@oclif/core';
import {Failure} from '../core/failure.js';
import {planText} from '../run/report/plan-text.js';
import {rebuildQuestion} from '../run/report/restore-text.js';
import {yesFlag} from './base/cluster.js';
import {assertConfirmed, confirmFlag} from './base/confirm-name.js';
import {ignorePreflightFlag} from './base/converge-flags.js';
import {EtcdCommand} from './base/etcd.js';
import {pkiIdentityFlag} from './base/pki-identity.js';
import {type RestoreResult, reportDiagnosis, restoreEnd} from './base/restore-result.js';
import {snapshotKey, snapshotKeyFlags} from './base/snapshot-key.js';

export default class Restore extends EtcdCommand<typeof Restore> {
  static override summary = 'Build the cluster again from a backup, on machines that have no etcd';
  static override description =
    'Installs everything as `apply` does, with the CAs and keys of the backup; puts the data of its snapshot in place on all etcd hosts; and starts the cluster, with its identity, its objects and its Secrets. Kubelets register again, and pods start where the snapshot has them. Uses the configuration that --config names; if there is no such file, the one in the backup is written there first, also in a dry run. Asks for the name of the cluster. An interrupted restore is continued by the same command.';
  static override examples = [
    '<%= config.bin %> restore prod.backup --dry-run',
    '<%= config.bin %> restore prod.backup',
    '<%= config.bin %> restore prod.backup --identity-file key.txt --confirm prod',
  ];
  static override args = {
    backup: Args.string({ignoreStdin: true, description: 'File that `quorate backup` has written', required: true}),
  };
  static override flags = {
    ...pkiIdentityFlag,
    ...snapshotKeyFlags,
    ...confirmFlag,
    ...yesFlag,
    ...ignorePreflightFlag,
    'dry-run': Flags.boolean({description: 'Show the plan and change nothing'}),
  };

  async run(): Promise<RestoreResult> {
    const {'dry-run': dryRun, confirm} = this.flags;
    const {openBackupFile} = await import('../workflows/open-backup.js');
    const backup = await openBackupFile(this.args.backup, snapshotKey(this.flags, this.signal));
    const {writeIfMissing} = await import('../io/local/config-file.js');
    const isWritten = await writeIfMissing(this.flags.config, backup.config);
    const {config, environment, report} = await this.opened();
    if (isWritten) report({type: 'step', title: `Wrote ${this.flags.config} from the backup`});
    if (confirm !== undefined) assertConfirmed(confirm, config.name);
    const {restoreBackup} = await import('../workflows/restore-backup.js');
    const started = performance.now();
    const outcome = await restoreBackup(
      config,
      {
        backup,
        dryRun,
        ignorePreflight: this.flags['ignore-preflight-errors'] ?? [],
        confirm: async ({state}) => {
          const question = rebuildQuestion(state, config.name, backup.manifest.takenAt, config.hosts.length);
          if (await this.confirmName(question, config.name, confirm)) return true;
          throw new Failure('interrupted/not-confirmed', 'Nothing was restored.');
        },
      },
      environment,
    );
    const {plan, ran, diagnosis} = outcome;
    if (dryRun) this.log(`${planText(plan)}\nThen whatever \`quorate apply\` has left to do, in the same run.`);
    else if (!ran) this.log('No changes: the cluster is restored from this backup.');
    if (diagnosis !== undefined) {
      reportDiagnosis(diagnosis, report);
      report({type: 'finished', tookMs: performance.now() - started, summary: 'restore: done'});
    }
    return restoreEnd(config.name, outcome, this.jsonEnabled());
  }
}
