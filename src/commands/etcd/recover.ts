import {Flags} from '@oclif/core';
import {Failure} from '../../core/failure.js';
import {recoverQuestion, survivorTable} from '../../run/report/restore-text.js';
import type {Proposal} from '../../workflows/recover-run.js';
import {yesFlag} from '../base/cluster.js';
import {assertConfirmed, confirmFlag} from '../base/confirm-name.js';
import {EtcdCommand} from '../base/etcd.js';
import {hostOfFlag} from '../base/host-flag.js';
import {type RestoreResult, reportDiagnosis, restoreEnd, shownPlan} from '../base/restore-result.js';

export default class EtcdRecover extends EtcdCommand<typeof EtcdRecover> {
  static override summary = 'Recover etcd from one member after quorum was lost for good';
  static override description =
    'Looks at every member that can be reached, shows what each has, and recommends the one with the newest log. After confirmation it takes a snapshot of that member, stops the others for good, makes a new etcd cluster from the snapshot, and lets the others join again one after another. Refused while a majority of members has its data or may come back. An interrupted recovery is continued by the same command.';
  static override examples = [
    '<%= config.bin %> etcd recover --dry-run',
    '<%= config.bin %> etcd recover',
    '<%= config.bin %> etcd recover --lost cp2 --lost cp3',
  ];
  static override flags = {
    ...confirmFlag,
    ...yesFlag,
    lost: Flags.string({
      description: 'Host that is permanently gone; repeatable',
      helpValue: 'HOST',
      multiple: true,
      multipleNonGreedy: true,
    }),
    from: Flags.string({description: 'Recover from the member on this host', helpValue: 'HOST'}),
    'dry-run': Flags.boolean({description: 'Show what each member has and the plan, and change nothing'}),
  };

  async run(): Promise<RestoreResult> {
    const {config, environment, report} = await this.opened();
    const {'dry-run': dryRun, confirm} = this.flags;
    const lost = (this.flags.lost ?? []).map(name => hostOfFlag('lost', name, config));
    const from = this.flags.from === undefined ? undefined : hostOfFlag('from', this.flags.from, config);
    if (confirm !== undefined) assertConfirmed(confirm, config.name);
    const {recoverEtcd} = await import('../../workflows/recover.js');
    const started = performance.now();
    const outcome = await recoverEtcd(config, environment, {
      dryRun,
      lost,
      from,
      confirm: async proposal => {
        this.showSurvivors(proposal);
        const question = recoverQuestion(proposal, config.name);
        if (await this.confirmName(question, config.name, confirm)) return true;
        throw new Failure('interrupted/not-confirmed', 'Nothing was recovered.');
      },
    });
    const {proposal, diagnosis} = outcome;
    if (dryRun) {
      if (proposal !== undefined) this.log(`${survivorTable(proposal.survivors, proposal.from)}\n`);
      this.log(`${shownPlan(outcome)}\nThen the other members join again: \`quorate apply\`, in the same run.`);
    }
    if (diagnosis !== undefined) {
      reportDiagnosis(diagnosis, report);
      report({type: 'finished', tookMs: performance.now() - started, summary: 'etcd recover: done'});
    }
    return restoreEnd(config.name, outcome, this.jsonEnabled());
  }

  private showSurvivors({survivors, from}: Proposal): void {
    this.live?.pause();
    if (!this.jsonEnabled()) this.say(`${survivorTable(survivors, from)}\n`);
  }
}
