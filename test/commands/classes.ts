import {readdirSync} from 'node:fs';
import {join, sep} from 'node:path';
import type {Command} from '@oclif/core';

type Flag = NonNullable<Command.Class['flags']>[string];

/** A command as its file defines it. */
export interface Known {
  /** "lab exec" */
  readonly name: string;
  readonly type: Command.Class;
  /** Its own flags and the inherited ones, by long name. */
  readonly flags: Readonly<Record<string, Flag>>;
}

/** Every command, as oclif discovers them: each file under src/commands is one, but for the base classes. */
export async function everyCommand(root: string): Promise<readonly Known[]> {
  const folder = join(root, 'src', 'commands');
  const files = readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter(file => file.endsWith('.ts') && file !== 'base.ts' && !file.startsWith(`base${sep}`))
    .toSorted();
  return Promise.all(
    files.map(async file => {
      const {default: type} = (await import(join(folder, file))) as {readonly default: Command.Class};
      const words = file.replace(/\.ts$/, '').split(sep);
      const name = (words.at(-1) === 'index' ? words.slice(0, -1) : words).join(' ');
      return {name, type, flags: {...type.baseFlags, ...type.flags}};
    }),
  );
}

/** The command that a line begins with, by its name or a hidden alias, and how many words the name has. */
export function commandOf(
  words: readonly string[],
  commands: readonly Known[],
): {readonly command: Known; readonly length: number} | undefined {
  for (const length of [3, 2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = commands.find(
      each => each.name === name || each.type.hiddenAliases.includes(name.replaceAll(' ', ':')),
    );
    if (command !== undefined && words.length >= length) return {command, length};
  }
  return undefined;
}
