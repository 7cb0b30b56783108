import {Flags} from '@oclif/core';
import type {ClusterConfig} from '../../core/config/types.js';
import type {Diagnosis} from '../../core/diagnosis/diagnosis.js';
import {exitCode} from '../../core/diagnosis/exit-code.js';
import {toJson} from '../../core/diagnosis/json.js';
import type {LossQuestion} from '../../core/diagnosis/loss/question.js';
import {Failure} from '../../core/failure.js';
import {diagnosisIn, FORMS} from '../../run/report/diagnosis-form.js';
import {diagnosisText} from '../../run/report/diagnosis-text.js';
import {askPassphrase} from '../base/ask-passphrase.js';
import {canvasOf} from '../base/canvas.js';
import {lossQuestion} from '../base/loss-question.js';
import {Redrawn} from '../base/redrawn.js';
import {BaseCommand} from '../base.js';

export default class TopologyCheck extends BaseCommand<typeof TopologyCheck> {
  static override summary = 'Say what the cluster can lose, what is wrong with it, and what to do';
  static override description =
    'Looks at hosts, etcd, the API and the connections between hosts, and changes nothing. Ends with 0 when all is well, 1 with findings, 5 when quorum is lost or hangs on one more member.';
  static override examples = [
    '<%= config.bin %> topology check',
    '<%= config.bin %> topology check --lose cp1 w1 --lose zone=b',
    '<%= config.bin %> topology check --offline --worst 2',
    '<%= config.bin %> topology check --watch',
    '<%= config.bin %> topology check --worst 2 --output html > cluster.html',
  ];
  static override flags = {
    lose: Flags.string({
      description: 'What would be without these hosts, or without a zone; may be given several times',
      helpValue: 'HOST…|zone=ZONE',
      multiple: true,
    }),
    worst: Flags.integer({
      description: 'The smallest sets of up to N hosts or zones whose loss stops writes, the API or a workload',
      helpValue: 'N',
      min: 1,
      max: 5,
    }),
    offline: Flags.boolean({description: 'Judge the configuration alone, and connect to nothing'}),
    'fail-on': Flags.option({
      description: 'Lowest level of a finding that makes the command fail',
      options: ['error', 'warning', 'note'] as const,
      default: 'error' as const,
    })(),
    output: Flags.option({
      description:
        'What is printed: words with a drawing, data, the drawing alone (mermaid, svg), or a page for browsers',
      options: FORMS,
      default: 'text' as const,
    })(),
    watch: Flags.boolean({
      description: 'Look again and again and show what changed, until Ctrl-C',
      exclusive: ['offline', 'json'],
    }),
  };

  async run(): Promise<ReturnType<typeof toJson> | undefined> {
    const config = await this.loadCluster(this.report());
    const question = lossQuestion(config, this.flags.lose ?? [], this.flags.worst);
    if (this.flags.watch) {
      await this.watch(config, question);
      return undefined;
    }
    const diagnosis = await this.diagnosis(config, question);
    this.log(diagnosisIn(this.flags.output, diagnosis, canvasOf(process.stdout)));
    process.exitCode = exitCode(diagnosis, this.flags['fail-on']);
    return toJson(diagnosis);
  }

  private async diagnosis(config: ClusterConfig, question: LossQuestion): Promise<Diagnosis> {
    const {check, checkPlanned} = await import('../../workflows/check.js');
    return this.flags.offline
      ? checkPlanned(config, question)
      : check(config, question, await this.surroundings(config));
  }

  private async watch(config: ClusterConfig, question: LossQuestion): Promise<void> {
    const {output} = this.flags;
    if (output !== 'text')
      throw new Failure('usage/watch-output', `--watch draws on a terminal: it has no output ${output}`, {
        suggestions: ['quorate topology check --json, as often as you like'],
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
