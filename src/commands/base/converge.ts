import type {Command} from '@oclif/core';
import type {ClusterConfig} from '../../core/model/config.js';
import type {Finding} from '../../core/model/finding.js';
import {systemClock} from '../../io/clock.js';
import type {AskPassphrase} from '../../io/transport/connect.js';
import {shortDiagnosis} from '../../run/report/diagnosis-text.js';
import type {Report} from '../../run/report/event.js';
import {planJson} from '../../run/report/plan-json.js';
import {planText} from '../../run/report/plan-text.js';
import type {Outcome} from '../../workflows/converge.js';
import type {ClusterSession} from '../../workflows/session.js';
import type {Verb} from '../../workflows/verb.js';
import {askedOnce, askPassphrase} from './ask-passphrase.js';
import {ClusterCommand} from './cluster.js';
import type {ConvergeResult} from './converge-result.js';

/** What of the bundle and the configuration a verb may depend on. */
export type UpgradeOptions = Pick<ClusterSession, 'desired' | 'release' | 'available'>;

/** The verbs over the one planner: they differ in what they permit. */
export abstract class ConvergeCommand<T extends typeof Command> extends ClusterCommand<T> {
  protected readonly showsOnly: boolean = false;
  protected readonly secrets: AskPassphrase = askedOnce((file, again) => askPassphrase(this.signal)(file, again));

  /** Shows the plan with --dry-run, and with a command whose `showsOnly` says that it never does anything else. */
  protected async converge(flow: Verb): Promise<ConvergeResult> {
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
    choose: (given: UpgradeOptions) => Verb,
    report: Report,
    view: (outcome: Outcome, given: UpgradeOptions) => Promise<string> = async () => '',
  ): Promise<ConvergeResult> {
    const started = performance.now();
    const flags = this.flags as {
      'dry-run'?: boolean;
      'accept-downtime'?: boolean;
      'ignore-preflight-errors'?: string[];
    };
    const dryRun = this.showsOnly || flags['dry-run'] === true;
    const log = await this.openLog(config.name);
    const [{withCluster}, {converge}] = await Promise.all([
      import('../../workflows/session.js'),
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
        ignorePreflight: flags['ignore-preflight-errors'] ?? [],
      };
      const ended = await converge(flow, input, {...outside, report, clock: systemClock, signal});
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

/** A host that could not be read may differ from the configuration. */
const nothingToDo = (warnings: readonly Finding[]): string =>
  warnings.some(({code}) => code === 'hosts/left-alone')
    ? 'No changes on the reachable hosts.'
    : 'No changes: the cluster matches the configuration.';
