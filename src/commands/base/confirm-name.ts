import {Flags} from '@oclif/core';
import {Failure} from '../../core/failure.js';
import {severalLines} from '../../core/printable.js';

/** For commands that delete data: they ask for the name of the cluster. */
export const confirmFlag = {
  confirm: Flags.string({
    description: 'Answer the question for the name of the cluster',
    helpGroup: 'GLOBAL',
    helpValue: 'NAME',
  }),
};

interface Asked {
  readonly question: string;
  /** Of the cluster. */
  readonly name: string;
  /** The value of --confirm. */
  readonly given: string | undefined;
  /** --yes, where that is enough. */
  readonly yes: boolean;
  readonly isTerminal: boolean;
  readonly commandLine: string;
  readonly signal: AbortSignal;
  readonly beforeAsking: () => void;
}

/**
 * Asks for the name of the cluster. An empty answer is a no; another name is asked for again.
 * @throws Failure usage/confirm-differs, usage/needs-confirmation without a terminal.
 */
export async function confirmName(asked: Asked): Promise<boolean> {
  const {question, name, given, commandLine} = asked;
  if (given !== undefined) assertConfirmed(given, name);
  if (given === name || asked.yes) return true;
  if (!asked.isTerminal)
    throw new Failure('usage/needs-confirmation', `${question} Cannot ask for confirmation: there is no terminal.`, {
      suggestions: [`${commandLine} --confirm ${name}`],
    });
  asked.beforeAsking();
  const {input} = await import('@inquirer/prompts');
  const answer = await input(
    {
      message: `${severalLines(question)}\n  To confirm, type the name of the cluster (${name}); Enter alone stops:`,
      validate: typed => typed === '' || typed === name || `The name of the cluster is ${name}.`,
    },
    {output: process.stderr, signal: asked.signal},
  );
  return answer === name;
}

/** @throws Failure usage/confirm-differs */
export function assertConfirmed(given: string, name: string): void {
  if (given !== name)
    throw new Failure('usage/confirm-differs', `--confirm ${given}: the name of the cluster is ${name}`, {
      suggestions: ['check which configuration --config names; the default is cluster.yaml'],
    });
}
