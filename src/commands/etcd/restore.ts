import {Args, Flags} from '@oclif/core';
import {Failure} from '../../core/failure.js';
import {counted} from '../../core/format.js';
import {restoreQuestion} from '../../run/report/restore-text.js';
import {yesFlag} from '../base/cluster.js';
import {assertConfirmed, confirmFlag} from '../base/confirm-name.js';
import {EtcdCommand} from '../base/etcd.js';
import {type RestoreResult, reportDiagnosis, restoreEnd, shownPlan} from '../base/restore-result.js';
import {snapshotKey, snapshotKeyFlags} from '../base/snapshot-key.js';

interface Discarded {
  readonly cluster: string;
  /** Deleted paths, by host. */
  readonly removed: Readonly<Record<string, readonly string[]>>;
}

export default class EtcdRestore extends EtcdCommand<typeof EtcdRestore> {
  static override summary = 'Restore etcd on all members from a snapshot';
  static override description =
    'Sets the cluster back to a snapshot: verifies it, restores it beside the data of each member, stops the API servers and etcd, puts the restored data in place, and starts everything again as a new etcd cluster with a higher revision, so that controllers and kubelets notice. The old data stays on the hosts until --discard-old. Asks for the name of the cluster first. An interrupted restore is continued by the same command.';
  static override usage = ['etcd restore SNAPSHOT [--again] [--dry-run]', 'etcd restore --discard-old'];
  static override examples = [
    '<%= config.bin %> etcd restore 20260314T150926Z-53d1827d2c61752f-1844.db --dry-run',
    '<%= config.bin %> etcd restore 20260314T150926Z-53d1827d2c61752f-1844.db',
    '<%= config.bin %> etcd restore --discard-old',
  ];
  static override args = {
    snapshot: Args.string({ignoreStdin: true, description: 'File of the snapshot'}),
  };
  static override flags = {
    ...snapshotKeyFlags,
    ...confirmFlag,
    ...yesFlag,
    again: Flags.boolean({description: 'Restore although the cluster is restored from this snapshot already'}),
    'accept-unreadable-secrets': Flags.boolean({
      description: 'Restore although a key for Secrets in the snapshot is missing',
    }),
    'accept-downtime': Flags.boolean({
      description: 'Restore a cluster of one or two members: etcd serves again only when all of them run',
    }),
    'dry-run': Flags.boolean({description: 'Show the plan and change nothing'}),
    'discard-old': Flags.boolean({
      description: 'Delete the data that restores have set aside on the hosts',
      exclusive: ['again', 'dry-run', 'accept-unreadable-secrets', 'accept-downtime'],
    }),
  };

  async run(): Promise<RestoreResult | Discarded> {
    const {snapshot} = this.args;
    const discards = this.flags['discard-old'] === true;
    if (discards === (snapshot !== undefined))
      throw new Failure('usage/restore-what', 'etcd restore: name a snapshot, or pass --discard-old', {
        suggestions: ['quorate etcd restore SNAPSHOT', 'see which there are: quorate etcd snapshot list'],
      });
    return snapshot === undefined ? this.discard() : this.restore(snapshot);
  }

  private async restore(snapshot: string): Promise<RestoreResult> {
    const {config, environment, report} = await this.opened();
    if (this.flags.confirm !== undefined) assertConfirmed(this.flags.confirm, config.name);
    const {restoreEtcd} = await import('../../workflows/restore.js');
    const started = performance.now();
    const {again, 'dry-run': dryRun, confirm} = this.flags;
    const outcome = await restoreEtcd(
      config,
      {
        snapshot,
        dryRun,
        again,
        acceptUnreadable: this.flags['accept-unreadable-secrets'],
        acceptDowntime: this.flags['accept-downtime'],
        askKey: snapshotKey(this.flags, this.signal),
        confirm: async (prepared, takenAt) => {
          if (await this.confirmName(restoreQuestion(prepared, config.name, takenAt), config.name, confirm))
            return true;
          throw new Failure('interrupted/not-confirmed', 'Nothing was restored.');
        },
      },
      environment,
    );
    const {plan, state, diagnosis} = outcome;
    if (plan.length === 0 && state.is === 'restored')
      this.log('No changes: the cluster is restored from this snapshot.');
    else if (dryRun) this.log(shownPlan(outcome));
    if (diagnosis !== undefined) {
      reportDiagnosis(diagnosis, report);
      report({type: 'finished', tookMs: performance.now() - started, summary: 'etcd restore: done'});
    }
    return restoreEnd(config.name, outcome, this.jsonEnabled());
  }

  private async discard(): Promise<Discarded> {
    const {config, environment, report} = await this.opened();
    if (this.flags.confirm !== undefined) assertConfirmed(this.flags.confirm, config.name);
    const {discardOld} = await import('../../workflows/restore.js');
    const started = performance.now();
    const removed = await discardOld(config, environment, async old => {
      const copies = [...old.values()].reduce((sum, names) => sum + names.length, 0);
      const question = `Delete ${counted(copies, 'copy', 'copies')} of old etcd data on ${[...old.keys()].join(', ')}?`;
      if (await this.confirmName(question, config.name, this.flags.confirm)) return true;
      throw new Failure('interrupted/not-confirmed', 'Nothing was deleted.');
    });
    const paths = [...removed].flatMap(([host, all]) => all.map(path => `${host}: ${path}`));
    report({
      type: 'finished',
      tookMs: performance.now() - started,
      summary: paths.length === 0 ? 'No changes: no host has old data of etcd.' : `deleted ${paths.join(', ')}`,
    });
    return {cluster: config.name, removed: Object.fromEntries(removed)};
  }
}
