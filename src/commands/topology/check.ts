import {Flags} from '@oclif/core';
import type {Diagnosis} from '../../core/diagnosis/diagnosis.js';
import {exitCode, toJson} from '../../core/diagnosis/json.js';
import type {LossQuery} from '../../core/diagnosis/loss-query.js';
import {Failure} from '../../core/failure.js';
import type {ClusterConfig} from '../../core/model/config.js';
import {diagnosisIn, FORMS} from '../../run/report/diagnosis-form.js';
import {diagnosisText} from '../../run/report/diagnosis-text.js';
import {askPassphrase} from '../base/ask-passphrase.js';
import {ClusterCommand} from '../base/cluster.js';
import {canvasOf, Redrawn} from '../base/live-text.js';
import {lossQuery} from '../base/loss-question.js';

export default class TopologyCheck extends ClusterCommand<typeof TopologyCheck> {
  static override summary = 'Check cluster health, fault tolerance and drift';
  static override description =
    'Examines hosts, etcd, the API and the connections between hosts, and changes nothing. Only --probe changes the cluster: it starts a pod on each node for some seconds, holds the lock of the cluster, and deletes the pods. Exit codes: 0 healthy, 1 findings, 5 quorum lost or at risk.';
  static override examples = [
    '<%= config.bin %> topology check',
    '<%= config.bin %> topology check --lose cp1 w1 --lose zone=b',
    '<%= config.bin %> topology check --offline --worst 2',
    '<%= config.bin %> topology check --watch',
    '<%= config.bin %> topology check --probe',
    '<%= config.bin %> topology check --worst 2 --output html > cluster.html',
  ];
  static override flags = {
    lose: Flags.string({
      description: 'Simulate losing these hosts or zones; repeatable',
      helpValue: 'HOST|zone=ZONE',
      multiple: true,
    }),
    worst: Flags.integer({
      description: 'Show the smallest sets of up to N hosts or zones whose loss stops writes, the API or a workload',
      helpValue: 'N',
      min: 1,
      max: 5,
    }),
    offline: Flags.boolean({description: 'Analyse the configuration only; do not connect'}),
    probe: Flags.boolean({
      description: 'Start a pod on each node, connect from each to the others, and delete the pods',
      exclusive: ['offline', 'watch'],
    }),
    'fail-on': Flags.option({
      description: 'Lowest level of finding that makes the command exit with 1',
      options: ['error', 'warning', 'note'] as const,
      default: 'error' as const,
    })(),
    output: Flags.option({
      description: 'Output format: text with a drawing, json, the drawing only (mermaid, svg), or an HTML page',
      options: FORMS,
      default: 'text' as const,
    })(),
    watch: Flags.boolean({
      description: 'Refresh continuously until Ctrl-C',
      exclusive: ['offline', 'json'],
    }),
  };

  async run(): Promise<ReturnType<typeof toJson> | undefined> {
    const config = await this.loadCluster(this.report());
    const question = lossQuery(config, this.flags.lose ?? [], this.flags.worst);
    if (this.flags.watch) {
      await this.watch(config, question);
      return undefined;
    }
    const diagnosis = await this.diagnosis(config, question);
    this.logPainted(diagnosisIn(this.flags.output, diagnosis, canvasOf(process.stdout)));
    process.exitCode = exitCode(diagnosis, this.flags['fail-on']);
    return toJson(diagnosis);
  }

  private async diagnosis(config: ClusterConfig, question: LossQuery): Promise<Diagnosis> {
    const {check, checkPlanned} = await import('../../workflows/check.js');
    return this.flags.offline
      ? checkPlanned(config, question)
      : check(config, question, await this.surroundings(config), {probes: this.flags.probe});
  }

  private async watch(config: ClusterConfig, question: LossQuery): Promise<void> {
    const {output} = this.flags;
    if (output !== 'text')
      throw new Failure('usage/watch-output', `--watch supports only --output text, not ${output}`, {
        suggestions: [`quorate topology check --output ${output}`, 'quorate topology check --watch'],
      });
    const {watch} = await import('../../workflows/check.js');
    const shown = new Redrawn(process.stdout);
    try {
      await watch(config, question, await this.surroundings(config), diagnosis =>
        shown.show(diagnosisText(diagnosis, canvasOf(process.stdout))),
      );
    } finally {
      shown.close();
    }
  }

  private async surroundings(config: ClusterConfig) {
    const {signal} = this;
    const log = await this.openLog(config.name);
    return {env: process.env, report: this.report(), signal, log, secrets: askPassphrase(signal)};
  }
}
