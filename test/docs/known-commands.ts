import {commandOf, everyCommand, type Known} from '../commands/classes.js';
import {formerNames, missing} from './complete-commands.js';

/** A command line as the command itself takes it apart. */
export interface Invocation {
  /** "lab up" */
  readonly command: string;
  /** Long names, in alphabetical order. */
  readonly flags: readonly string[];
  /** What is wrong with it, in words; nothing when the command and its flags exist. */
  readonly problems: readonly string[];
  /** Why it is refused as it is, or no longer the name to use; nothing for a line that can be typed. */
  readonly incomplete: readonly string[];
}

export async function invocation(words: readonly string[], root: string): Promise<Invocation> {
  const line = `quorate ${words.join(' ')}`;
  const found = commandOf(words, await everyCommand(root));
  if (found === undefined)
    return {command: words[0] ?? '', flags: [], problems: [`${line}: no such command`], incomplete: []};
  const {command, length} = found;
  const own = words.slice(length, endOf(words));
  const flags: string[] = [];
  const problems: string[] = [];
  const unfinished: string[] = [];
  let operands = 0;
  for (let index = 0; index < own.length; index++) {
    const word = own[index]!;
    const name = flagOf(word, command);
    if (name !== undefined) flags.push(name);
    else if (word.startsWith('-')) problems.push(`${line}: no such flag: ${word}`);
    else operands++;
    if (name === undefined || command.flags[name]?.type !== 'option' || word.includes('=')) continue;
    index++;
    if (index === own.length) unfinished.push(`--${name} has no value`);
  }
  const args = Object.values(command.type.args ?? {});
  if (!args.some(({multiple}) => multiple) && operands > args.length) problems.push(`${line}: too many words`);
  const incomplete = [
    ...unfinished,
    ...formerNames(words.slice(0, length).join(' '), own, command),
    ...missing(command, flags, operands),
  ];
  return {command: command.name, flags: flags.sort(), problems, incomplete: incomplete.map(each => `${line}: ${each}`)};
}

/** Where the words of quorate end: at `--`, and at words that are written elsewhere. */
function endOf(words: readonly string[]): number {
  const end = words.findIndex(word => word === '--' || word.startsWith('...'));
  return end === -1 ? words.length : end;
}

/** The long name of the flag that a word gives, by any of its names. */
function flagOf(word: string, {type, flags}: Known): string | undefined {
  if (word === '--json' && type.enableJsonFlag) return 'json';
  const given = word.split('=')[0];
  return Object.entries(flags).find(([long, {char, aliases = []}]) =>
    [`-${char}`, `--${long}`, ...aliases.map(alias => `--${alias}`)].includes(given ?? ''),
  )?.[0];
}
