import type {Command} from '@oclif/core';
import {exitCode} from '../../core/codes/exit-code.js';
import type {ClusterConfig} from '../../core/model/config.js';
import type {Finding} from '../../core/model/finding.js';
import type {HostName} from '../../core/model/names.js';
import {isNothing, type LeftOut} from '../../core/plan/left-out/left-out.js';
import type {AskPassphrase} from '../../io/transport/connect.js';
import {shortDiagnosis} from '../../run/report/diagnosis-text.js';
import {errorJson} from '../../run/report/error-text.js';
import type {Report} from '../../run/report/event.js';
import {leftOutText} from '../../run/report/left-out-text.js';
import {planJson} from '../../run/report/plan-json.js';
import {NO_CHANGES_ON_OTHERS, planText} from '../../run/report/plan-text.js';
import type {Environment} from '../../workflows/connect.js';
import type {RunOptions, VerbOutcome} from '../../workflows/run-verb.js';
import type {Verb} from '../../workflows/verb.js';
import {askedOnce, askPassphrase} from './ask-passphrase.js';
import {ClusterCommand} from './cluster.js';
import type {ConvergeResult} from './converge-result.js';
import {limitOf} from './limit-flag.js';
import {pkiIdentityFlag, pkiIdentityOf} from './pki-identity.js';

/** The verbs over the one planner: they differ in what they permit. */
export abstract class ConvergeCommand<T extends typeof Command> extends ClusterCommand<T> {
  static override baseFlags = {...ClusterCommand.baseFlags, ...pkiIdentityFlag};

  /** True for a command that never does more than show its plan. */
  protected readonly showsOnly: boolean = false;
  protected readonly secrets: AskPassphrase = askedOnce((file, again) => askPassphrase(this.signal)(file, again));

  protected async converge(verb: Verb): Promise<ConvergeResult> {
    const report = this.report();
    const config = await this.loadCluster(report);
    const options = this.runOptions(config, verb.named);
    const started = performance.now();
    const {runVerb} = await import('../../workflows/run-verb.js');
    const outcome = await runVerb(verb, config, options, await this.environment(config.name, report));
    this.show(outcome, report, performance.now() - started);
    return this.ended(outcome);
  }

  /** @throws Failure usage/unknown-host, usage/limit-excludes */
  protected runOptions(config: ClusterConfig, named?: readonly HostName[]): RunOptions {
    const flags = this.flags as {
      'dry-run'?: boolean;
      'accept-downtime'?: boolean;
      'ignore-preflight-errors'?: string[];
      limit?: string[];
    };
    return {
      dryRun: this.showsOnly || flags['dry-run'] === true,
      acceptDowntime: flags['accept-downtime'] ?? false,
      ignorePreflight: flags['ignore-preflight-errors'] ?? [],
      limit: limitOf(config, flags.limit, named),
    };
  }

  protected async environment(cluster: string, report: Report): Promise<Environment> {
    const log = await this.openLog(cluster);
    return {
      env: process.env,
      report,
      signal: this.signal,
      log,
      secrets: this.secrets,
      ...pkiIdentityOf(this.flags),
    };
  }

  /** @param view is printed before the actions of a plan that is only shown. */
  protected show(outcome: VerbOutcome, report: Report, tookMs: number, view = ''): void {
    const {plan, diagnosis, ran, verb, warnings, leftOut} = outcome;
    if (diagnosis === undefined) {
      this.log([view, leftOutText(leftOut), planText(plan, isNothing(leftOut))].filter(Boolean).join('\n\n'));
      return;
    }
    const {line, errors} = shortDiagnosis(diagnosis);
    report({type: 'step', title: line});
    // What ends the run names the hosts that are left out.
    for (const finding of errors.filter(each => !isLeftOut(each, leftOut))) report({type: 'finding', finding});
    report({type: 'finished', tookMs, summary: ran ? `${verb}: done` : noChanges(warnings, leftOut)});
  }

  /**
   * The end of a run. With --json a run that left something out prints its result and its error; else it throws the
   * error, after its result was shown.
   */
  protected ended(outcome: VerbOutcome): ConvergeResult {
    const {incomplete} = outcome;
    if (incomplete === undefined) return this.result(outcome);
    if (!this.jsonEnabled()) throw incomplete;
    process.exitCode = exitCode(incomplete.code);
    return {...this.result(outcome), ...errorJson(incomplete)};
  }

  private result({session, ran, plan, leftOut, warnings, diagnosis}: VerbOutcome): ConvergeResult {
    return {
      cluster: session.desired.name,
      ran,
      plan: planJson(plan),
      leftOut,
      warnings,
      ...(diagnosis === undefined ? {} : {verdict: diagnosis.verdict, findings: diagnosis.findings}),
    };
  }
}

/** The finding that a host which is left out cannot be read. */
const isLeftOut = ({code, host}: Finding & {readonly host?: string}, {hosts}: LeftOut): boolean =>
  code === 'hosts/unreachable' && hosts.some(each => each.host === host);

/** A host that could not be read may differ from the configuration. */
const noChanges = (warnings: readonly Finding[], leftOut: LeftOut): string =>
  warnings.some(({code}) => code === 'hosts/skipped') || !isNothing(leftOut)
    ? NO_CHANGES_ON_OTHERS
    : 'No changes: the cluster matches the configuration.';
