import {Command, Errors, Flags, type Interfaces} from '@oclif/core';
import {exitCode} from '../core/codes/exit-code.js';
import {Failure} from '../core/failure.js';
import {printableJson, severalLines} from '../core/printable.js';
import {monotonicMs, wallClock} from '../io/clock.js';
import type {RunLog} from '../io/local/run-log.js';
import {errorJson, errorText} from '../run/report/error-text.js';
import type {Report} from '../run/report/event.js';
import {type LiveReport, liveReport} from '../run/report/live.js';
import {ndjsonReport} from '../run/report/ndjson.js';
import {plainReport} from '../run/report/plain.js';
import {Interruption} from './base/ctrl-c.js';
import {tolerateLostOutput} from './base/lost-output.js';

type FlagsOf<T extends typeof Command> = Interfaces.InferredFlags<(typeof BaseCommand)['baseFlags'] & T['flags']>;
type ArgsOf<T extends typeof Command> = Interfaces.InferredArgs<T['args']>;

/** What every command shares: how it reports, how it fails and how it is interrupted. */
export abstract class BaseCommand<T extends typeof Command = typeof Command> extends Command {
  static override enableJsonFlag = true;

  static override baseFlags = {
    verbose: Flags.boolean({
      char: 'v',
      description: 'Verbose output; with --json, stream events as NDJSON on stderr',
      helpGroup: 'GLOBAL',
    }),
  };

  protected flags!: FlagsOf<T>;
  protected args!: ArgsOf<T>;
  protected live: LiveReport | undefined;
  private runLog: RunLog | undefined;
  private readonly interruption = new Interruption(text => {
    this.live?.pause();
    if (!this.jsonEnabled()) process.stderr.write(text);
  });

  override async init(): Promise<void> {
    await super.init();
    tolerateLostOutput(process, failure => {
      process.stderr.write(errorText(failure));
      process.exitCode ||= exitCode(failure.code);
    });
    // One by one: most are inherited, and a spread copies only what a class has of its own.
    const {flags: own, args: positional, baseFlags = {}, enableJsonFlag} = this.ctor;
    const {flags, args} = await this.parse({flags: own, args: positional, baseFlags, enableJsonFlag}).catch(
      withoutOrderNote,
    );
    this.flags = flags as FlagsOf<T>;
    this.args = args as ArgsOf<T>;
  }

  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP; a command that never reads it is ended by them at once. */
  protected get signal(): AbortSignal {
    return this.interruption.signal;
  }

  /** A result for people, on standard output; nothing with --json. */
  override log(text = ''): void {
    super.log(severalLines(text));
  }

  /** A drawing, whose texts are printable and whose colours are quorate's own. */
  protected logPainted(drawing: string): void {
    super.log(drawing);
  }

  /** Beside the result, on standard error. */
  protected say(text: string): void {
    process.stderr.write(severalLines(text));
  }

  protected override logJson(json: unknown): void {
    if (json !== undefined) process.stdout.write(`${printableJson(json, 2)}\n`);
  }

  /** Where a run reports progress: a live view, plain lines, or nothing beside the JSON result. */
  protected report(): Report {
    const write = (text: string): void => void process.stderr.write(text);
    if (this.jsonEnabled()) return this.flags.verbose ? ndjsonReport(write) : () => {};
    if (!animated()) return plainReport(write, monotonicMs);
    this.live ??= liveReport(process.stderr, monotonicMs);
    return this.live.report;
  }

  /** The log of this run; its path is printed when the run fails. */
  protected async openLog(cluster: string): Promise<RunLog> {
    const {openRunLog, logDirectory} = await import('../io/local/run-log.js');
    const verb = (this.id ?? 'run').replaceAll(':', '-');
    const report = this.report();
    this.runLog ??= await openRunLog(logDirectory(process.env), `${cluster}-${verb}`, wallClock, finding =>
      report({type: 'finding', finding}),
    );
    return this.runLog;
  }

  protected override async catch(error: Error): Promise<void> {
    this.live?.close();
    if (error instanceof Errors.ExitError) throw error;
    const shown = this.interruption.explain(error);
    if (this.jsonEnabled()) this.logJson(errorJson(shown));
    else if ('oclif' in shown) throw shown;
    else process.stderr.write(errorText(shown, {verbose: this.flags?.verbose ?? false, logFile: this.runLog?.path}));
    this.exit(codeOf(shown));
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.live?.close();
    this.interruption.stopListening();
    this.runLog?.close();
    await super.finally(error);
  }
}

/** oclif says of repeatable flags that they must follow the arguments; here each takes one value, at any place. */
const withoutOrderNote = (error: Error): never => {
  error.message = error.message.replace(/\n\nNote: --[\s\S]*? the beginning of arguments\./, '');
  throw error;
};

const codeOf = (error: Error): number => {
  if (error instanceof Failure) return exitCode(error.code);
  const {oclif} = error as {oclif?: {exit?: number | false}};
  return oclif?.exit || 1;
};

const animated = (): boolean =>
  process.stderr.isTTY === true && process.env.CI === undefined && process.env.TERM !== 'dumb';
