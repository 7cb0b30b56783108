import {type Command, Flags, type Interfaces} from '@oclif/core';
import {Failure} from '../../core/failure.js';
import type {ClusterConfig} from '../../core/model/config.js';
import {severalLines} from '../../core/printable.js';
import type {Report} from '../../run/report/event.js';
import {BaseCommand} from '../base.js';

type ClusterFlags<T extends typeof Command> = Interfaces.InferredFlags<
  (typeof ClusterCommand)['baseFlags'] & T['flags']
>;

/** A command that reads a cluster configuration. */
export abstract class ClusterCommand<T extends typeof Command = typeof Command> extends BaseCommand<T> {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    config: Flags.string({
      char: 'c',
      description: 'Cluster configuration file, - for standard input',
      default: 'cluster.yaml',
      env: 'QUORATE_CONFIG',
      helpGroup: 'GLOBAL',
      helpValue: 'FILE',
    }),
    // Accepted everywhere, so that scripts may always pass it; shown where a command asks (see yesFlag).
    yes: Flags.boolean({char: 'y', hidden: true}),
  };

  declare protected flags: ClusterFlags<T>;

  /** What `--config` names, with its warnings reported. Throws Failure config/…. */
  protected async loadCluster(report: Report): Promise<ClusterConfig> {
    const {loadConfig} = await import('../../io/local/config-file.js');
    const {config, warnings} = await loadConfig(this.flags.config);
    for (const finding of warnings) report({type: 'finding', finding});
    return config;
  }

  /**
   * Asks for confirmation; --yes confirms.
   * @throws Failure usage/needs-confirmation without a terminal.
   */
  protected async confirm(question: string): Promise<boolean> {
    if (this.flags.yes) return true;
    if (this.jsonEnabled() || !process.stdin.isTTY || !process.stderr.isTTY)
      throw new Failure('usage/needs-confirmation', `${question} Cannot ask for confirmation: there is no terminal.`, {
        suggestions: [`${this.commandLine()} --yes`],
      });
    this.live?.pause();
    const {confirm} = await import('@inquirer/prompts');
    return confirm({message: severalLines(question), default: false}, {output: process.stderr, signal: this.signal});
  }

  /**
   * Asks for the name of the cluster, because data is deleted; --confirm and --yes answer it.
   * @throws Failure usage/confirm-differs, usage/needs-confirmation without a terminal.
   */
  protected async confirmName(question: string, name: string, given: string | undefined): Promise<boolean> {
    const {confirmName} = await import('./confirm-name.js');
    return confirmName({
      question,
      name,
      given,
      yes: this.flags.yes,
      isTerminal: !this.jsonEnabled() && process.stdin.isTTY === true && process.stderr.isTTY === true,
      commandLine: this.commandLine(),
      signal: this.signal,
      beforeAsking: () => this.live?.pause(),
    });
  }

  private commandLine(): string {
    return [this.config.bin, ...(this.id ?? '').split(':'), ...this.argv].join(' ');
  }
}

/** For commands that ask for confirmation. */
export const yesFlag = {
  yes: Flags.boolean({char: 'y', description: 'Assume yes for all prompts', helpGroup: 'GLOBAL'}),
};
