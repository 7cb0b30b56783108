import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {BaseCommand} from '../../src/commands/base.js';

interface CommandClass {
  readonly flags?: Readonly<Record<string, {readonly char?: string; readonly type: string}>>;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly strict?: boolean;
}

/** A command line as the command itself takes it apart. */
export interface Invocation {
  /** "lab up" */
  readonly command: string;
  /** Long names, in alphabetical order. */
  readonly flags: readonly string[];
  /** What is wrong with it, in words; nothing when the command and its flags exist. */
  readonly problems: readonly string[];
}

export async function invocation(words: readonly string[], root: string): Promise<Invocation> {
  const line = `quorate ${words.join(' ')}`;
  const length = [2, 1].find(count => existsSync(pathOf(words.slice(0, count), root)));
  if (length === undefined) return {command: words[0] ?? '', flags: [], problems: [`${line}: no such command`]};
  const file = (await import(pathOf(words.slice(0, length), root))) as {readonly default: CommandClass};
  const known = Object.entries({...BaseCommand.baseFlags, ...file.default.flags});
  const own = words.slice(length, words.includes('--') ? words.indexOf('--') : undefined);
  const flags: string[] = [];
  const problems: string[] = [];
  let operands = 0;
  for (let index = 0; index < own.length; index++) {
    const word = own[index]!;
    const [name, flag] =
      known.find(([long, {char}]) => word.split('=')[0] === `--${long}` || word === `-${char}`) ?? [];
    if (name !== undefined) flags.push(name);
    else if (word.startsWith('-')) problems.push(`${line}: no such flag: ${word}`);
    else operands++;
    if (flag?.type === 'option' && !word.includes('=')) index++;
  }
  if (file.default.strict !== false && operands > Object.keys(file.default.args ?? {}).length)
    problems.push(`${line}: too many words`);
  return {command: words.slice(0, length).join(' '), flags: flags.sort(), problems};
}

const pathOf = (words: readonly string[], root: string): string =>
  join(root, 'src', 'commands', `${join(...words)}.ts`);
