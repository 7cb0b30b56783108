import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {BaseCommand} from '../../src/commands/base.js';

interface CommandClass {
  readonly flags?: Readonly<Record<string, {readonly char?: string; readonly type: string}>>;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly strict?: boolean;
}

/** What is wrong with a command line, in words; nothing when the command and its flags exist. */
export async function strangeIn(words: readonly string[], root: string): Promise<readonly string[]> {
  const line = `quorate ${words.join(' ')}`;
  const length = [2, 1].find(count => existsSync(pathOf(words.slice(0, count), root)));
  if (length === undefined) return [`${line}: no such command`];
  const file = (await import(pathOf(words.slice(0, length), root))) as {readonly default: CommandClass};
  const flags = {...BaseCommand.baseFlags, ...file.default.flags};
  const flagOf = (word: string) =>
    Object.entries(flags).find(([name, {char}]) => word.split('=')[0] === `--${name}` || word === `-${char}`)?.[1];
  const problems: string[] = [];
  let operands = 0;
  const own = words.slice(length, words.includes('--') ? words.indexOf('--') : undefined);
  for (let index = 0; index < own.length; index++) {
    const word = own[index]!;
    const flag = flagOf(word);
    if (flag?.type === 'option' && !word.includes('=')) index++;
    else if (word.startsWith('-') && flag === undefined) problems.push(`${line}: no such flag: ${word}`);
    else if (!word.startsWith('-')) operands++;
  }
  if (file.default.strict !== false && operands > Object.keys(file.default.args ?? {}).length)
    problems.push(`${line}: too many words`);
  return problems;
}

const pathOf = (words: readonly string[], root: string): string =>
  join(root, 'src', 'commands', `${join(...words)}.ts`);
