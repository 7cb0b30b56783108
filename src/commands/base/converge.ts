import type {Command} from '@oclif/core';
import type {Finding} from '../../core/cluster/finding.js';
import type {ClusterConfig} from '../../core/config/types.js';
import {wallClock} from '../../io/clock.js';
import type {AskPassphrase} from '../../io/host/connect.js';
import {shortDiagnosis} from '../../run/report/diagnosis-text.js';
import type {Report} from '../../run/report/event.js';
import {planJson} from '../../run/report/plan-json.js';
import {planText} from '../../run/report/plan-text.js';
import type {Assembled} from '../../workflows/assembly.js';
import type {Outcome} from '../../workflows/converge.js';
import type {Flow} from '../../workflows/flow.js';
import {BaseCommand} from '../base.js';
import {askedOnce, askPassphrase} from './ask-passphrase.js';
import type {ConvergeResult} from './converge-result.js';

/** What of the bundle and the configuration a verb may depend on. */
export type Given = Pick<Assembled, 'desired' | 'release' | 'available'>;

/** The verbs over the one planner: they differ in what they permit. */
export abstract class ConvergeCommand<T extends typeof Command> extends BaseCommand<T> {
  protected readonly showsOnly: boolean = false;
  protected readonly secrets: AskPassphrase = askedOnce((file, again) => askPassphrase(this.signal)(file, again));

  /** Shows the plan with --dry-run, and with a command whose `showsOnly` says that it never does anything else. */
  protected async converge(flow: Flow): Promise<ConvergeResult> {
    const report = this.report();
    return this.convergeTo(await this.loadCluster(report), () => flow, report);
  }

  /**
   * @param config what the cluster is to be like.
   * @param choose the verb, by what is to be had.
   * @param view what is shown before the actions of a plan that is only shown.
   */
  protected async convergeTo(
    config: ClusterConfig,
    choose: (given: Given) => Flow,
    report: Report,
    view: (outcome: Outcome, given: Given) => Promise<string> = async () => '',
  ): Promise<ConvergeResult> {
    const started = performance.now();
    const flags = this.flags as {'dry-run'?: boolean; 'accept-downtime'?: boolean; 'ignore-preflight': string};
    const dryRun = this.showsOnly || flags['dry-run'] === true;
    const log = await this.openLog(config.name);
    const [{withCluster}, {converge}] = await Promise.all([
      import('../../workflows/assembly.js'),
      import('../../workflows/converge.js'),
    ]);
    const {signal} = this;
    const surroundings = {env: process.env, report, signal, log, secrets: this.secrets};
    const outcome = await withCluster(config, surroundings, async ({desired, release, templates, ...outside}) => {
      const given = {desired, release, available: outside.available};
      const flow = choose(given);
      const input = {
        desired,
        release,
        templates,
        dryRun,
        acceptDowntime: flags['accept-downtime'] ?? false,
        ignorePreflight: flags['ignore-preflight'].split(',').filter(name => name !== ''),
      };
      const ended = await converge(flow, input, {...outside, report, now: wallClock, signal});
      return {...ended, name: flow.name, artifacts: release.artifacts, seen: await view(ended, given)};
    });
    const tookMs = performance.now() - started;
    const {diagnosis} = outcome;
    if (dryRun) this.log([outcome.seen, planText(outcome.plan, outcome.artifacts)].filter(Boolean).join('\n\n'));
    else {
      if (diagnosis) {
        const {line, errors} = shortDiagnosis(diagnosis);
        report({type: 'step', title: line});
        for (const finding of errors) report({type: 'finding', finding});
      }
      report({
        type: 'finished',
        tookMs,
        summary: outcome.ran ? `${outcome.name}: done` : nothingToDo(outcome.warnings),
      });
    }
    return {
      cluster: config.name,
      ran: outcome.ran,
      plan: planJson(outcome.plan),
      warnings: outcome.warnings,
      ...(diagnosis === undefined ? {} : {verdict: diagnosis.verdict, findings: diagnosis.findings}),
    };
  }
}

/** Of a host that could not be read nobody can say that it is as described. */
const nothingToDo = (warnings: readonly Finding[]): string =>
  warnings.some(({code}) => code === 'hosts/left-alone')
    ? 'Nothing to do on the hosts that could be read.'
    : 'Nothing to do: the cluster is as described.';
