import type {Command} from '@oclif/core';
import type {Finding} from '../../core/model/finding.js';
import type {AskPassphrase} from '../../io/transport/connect.js';
import {shortDiagnosis} from '../../run/report/diagnosis-text.js';
import type {Report} from '../../run/report/event.js';
import {planJson} from '../../run/report/plan-json.js';
import {planText} from '../../run/report/plan-text.js';
import type {Environment} from '../../workflows/connect.js';
import type {RunOptions, VerbOutcome} from '../../workflows/run-verb.js';
import type {Verb} from '../../workflows/verb.js';
import {askedOnce, askPassphrase} from './ask-passphrase.js';
import {ClusterCommand} from './cluster.js';
import type {ConvergeResult} from './converge-result.js';

/** The verbs over the one planner: they differ in what they permit. */
export abstract class ConvergeCommand<T extends typeof Command> extends ClusterCommand<T> {
  /** True for a command that never does more than show its plan. */
  protected readonly showsOnly: boolean = false;
  protected readonly secrets: AskPassphrase = askedOnce((file, again) => askPassphrase(this.signal)(file, again));

  protected async converge(verb: Verb): Promise<ConvergeResult> {
    const report = this.report();
    const config = await this.loadCluster(report);
    const started = performance.now();
    const {runVerb} = await import('../../workflows/run-verb.js');
    const outcome = await runVerb(verb, config, this.runOptions(), await this.environment(config.name, report));
    this.show(outcome, report, performance.now() - started);
    return this.result(outcome);
  }

  protected runOptions(): RunOptions {
    const flags = this.flags as {
      'dry-run'?: boolean;
      'accept-downtime'?: boolean;
      'ignore-preflight-errors'?: string[];
    };
    return {
      dryRun: this.showsOnly || flags['dry-run'] === true,
      acceptDowntime: flags['accept-downtime'] ?? false,
      ignorePreflight: flags['ignore-preflight-errors'] ?? [],
    };
  }

  protected async environment(cluster: string, report: Report): Promise<Environment> {
    const log = await this.openLog(cluster);
    return {env: process.env, report, signal: this.signal, log, secrets: this.secrets};
  }

  /** @param view is printed before the actions of a plan that is only shown. */
  protected show(outcome: VerbOutcome, report: Report, tookMs: number, view = ''): void {
    const {plan, diagnosis, ran, verb, warnings} = outcome;
    if (diagnosis === undefined) {
      this.log([view, planText(plan)].filter(Boolean).join('\n\n'));
      return;
    }
    const {line, errors} = shortDiagnosis(diagnosis);
    report({type: 'step', title: line});
    for (const finding of errors) report({type: 'finding', finding});
    report({type: 'finished', tookMs, summary: ran ? `${verb}: done` : noChanges(warnings)});
  }

  protected result({session, ran, plan, warnings, diagnosis}: VerbOutcome): ConvergeResult {
    return {
      cluster: session.desired.name,
      ran,
      plan: planJson(plan),
      warnings,
      ...(diagnosis === undefined ? {} : {verdict: diagnosis.verdict, findings: diagnosis.findings}),
    };
  }
}

/** A host that could not be read may differ from the configuration. */
const noChanges = (warnings: readonly Finding[]): string =>
  warnings.some(({code}) => code === 'hosts/skipped')
    ? 'No changes on the reachable hosts.'
    : 'No changes: the cluster matches the configuration.';
