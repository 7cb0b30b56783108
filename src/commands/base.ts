import {Command, Errors, Flags, type Interfaces} from '@oclif/core';
import type {ClusterConfig} from '../core/config/types.js';
import {exitCode, Failure} from '../core/failure.js';
import {monotonicMs, wallClock} from '../io/clock.js';
import type {RunLog} from '../io/store/run-log.js';
import {errorJson, errorText} from '../run/report/error-text.js';
import type {Report} from '../run/report/event.js';
import {type LiveReport, liveReport} from '../run/report/live.js';
import {ndjsonReport} from '../run/report/ndjson.js';
import {plainReport} from '../run/report/plain.js';
import {Interruption} from './base/interruption.js';

type FlagsOf<T extends typeof Command> = Interfaces.InferredFlags<(typeof BaseCommand)['baseFlags'] & T['flags']>;
type ArgsOf<T extends typeof Command> = Interfaces.InferredArgs<T['args']>;

/** What every command shares: its flags, how it reports and asks, how it fails and how it is interrupted. */
export abstract class BaseCommand<T extends typeof Command = typeof Command> extends Command {
  static override enableJsonFlag = true;

  static override baseFlags = {
    config: Flags.string({
      char: 'c',
      description: 'Cluster configuration, - for standard input',
      default: 'cluster.yaml',
      env: 'QUORATE_CONFIG',
      helpGroup: 'GLOBAL',
      helpValue: 'FILE',
    }),
    yes: Flags.boolean({char: 'y', description: 'Answer every question with yes', helpGroup: 'GLOBAL'}),
    verbose: Flags.boolean({
      char: 'v',
      description: 'Say more; with --json, events as JSON lines on standard error',
      helpGroup: 'GLOBAL',
    }),
  };

  protected flags!: FlagsOf<T>;
  protected args!: ArgsOf<T>;
  private live: LiveReport | undefined;
  private runLog: RunLog | undefined;
  private readonly interruption = new Interruption(text => {
    this.live?.pause();
    if (!this.jsonEnabled()) process.stderr.write(text);
  });

  override async init(): Promise<void> {
    await super.init();
    // One by one, for most are inherited, and a spread takes only what a class has of its own.
    const {flags: own, args: positional, enableJsonFlag, strict} = this.ctor;
    const {flags, args} = await this.parse({
      flags: own,
      args: positional,
      baseFlags: BaseCommand.baseFlags,
      enableJsonFlag,
      strict,
    });
    this.flags = flags as FlagsOf<T>;
    this.args = args as ArgsOf<T>;
  }

  /** Aborted by the first Ctrl-C; a command that never asks for it is ended by Ctrl-C at once. */
  protected get signal(): AbortSignal {
    return this.interruption.signal;
  }

  /** Where a run tells what happens: a live view, plain lines, or nothing beside the JSON result. */
  protected report(): Report {
    const write = (text: string): void => void process.stderr.write(text);
    if (this.jsonEnabled()) return this.flags.verbose ? ndjsonReport(write) : () => {};
    if (!animated()) return plainReport(write, monotonicMs);
    this.live ??= liveReport(process.stderr, monotonicMs);
    return this.live.report;
  }

  /** What `--config` names, with its warnings reported. Throws Failure config/…. */
  protected async loadCluster(report: Report): Promise<ClusterConfig> {
    const {loadConfig} = await import('../io/store/config-file.js');
    const {config, warnings} = await loadConfig(this.flags.config);
    for (const finding of warnings) report({type: 'finding', finding});
    return config;
  }

  /** The log of this run; its path is told when the run fails. */
  protected async openLog(cluster: string): Promise<RunLog> {
    const {openRunLog, logDirectory} = await import('../io/store/run-log.js');
    const verb = (this.id ?? 'run').replaceAll(':', '-');
    this.runLog ??= await openRunLog(logDirectory(process.env), `${cluster}-${verb}`, wallClock);
    return this.runLog;
  }

  /**
   * Asks for consent. With --yes it is given.
   * @throws Failure usage/needs-confirmation when there is nobody to ask.
   */
  protected async confirm(question: string): Promise<boolean> {
    if (this.flags.yes) return true;
    if (this.jsonEnabled() || !process.stdin.isTTY || !process.stderr.isTTY)
      throw new Failure('usage/needs-confirmation', `${question} There is no terminal to ask on.`, {
        suggestions: [`${this.commandLine()} --yes`],
      });
    this.live?.pause();
    const {confirm} = await import('@inquirer/prompts');
    return confirm({message: question, default: false}, {output: process.stderr, signal: this.signal});
  }

  protected override async catch(error: Error): Promise<void> {
    this.live?.close();
    if (error instanceof Errors.ExitError) throw error;
    const shown = this.interruption.explain(error);
    if (this.jsonEnabled()) this.logJson(errorJson(shown));
    else if ('oclif' in shown) throw shown;
    else process.stderr.write(errorText(shown, {verbose: this.argv.includes('--verbose'), logFile: this.runLog?.path}));
    this.exit(codeOf(shown));
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.live?.close();
    this.interruption.stopListening();
    this.runLog?.close();
    await super.finally(error);
  }

  private commandLine(): string {
    return [this.config.bin, ...(this.id ?? '').split(':'), ...this.argv].join(' ');
  }
}

const codeOf = (error: Error): number => {
  if (error instanceof Failure) return exitCode(error.code);
  const {oclif} = error as {oclif?: {exit?: number | false}};
  return oclif?.exit || 1;
};

const animated = (): boolean =>
  process.stderr.isTTY === true && process.env.CI === undefined && process.env.TERM !== 'dumb';
