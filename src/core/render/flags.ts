import type {ExtraArg} from '../model/config.js';

/** Flags in the order they stand on the command line; an undefined value leaves the flag out. */
export type Flags = Readonly<Record<string, string | undefined>>;

/** What a command line says. What the user gives replaces a flag of the same name with all its occurrences, or comes after ours. */
export function withExtra(flags: Flags, extraArgs: readonly ExtraArg[]): readonly ExtraArg[] {
  const given = (name: string) => extraArgs.filter(arg => arg.name === name).map(arg => arg.value);
  const ours = Object.entries(flags).flatMap(([name, value]): readonly ExtraArg[] => {
    const values = given(name).length > 0 ? given(name) : value === undefined ? [] : [value];
    return values.map(each => ({name, value: each}));
  });
  return [...ours, ...extraArgs.filter(({name}) => !Object.hasOwn(flags, name))];
}

/** The words after the binary of an ExecStart, one flag a line. */
export const flagLines = (flags: Flags, extraArgs: readonly ExtraArg[]): string =>
  withExtra(flags, extraArgs)
    .map(({name, value}) => `  ${systemdWord(`--${name}=${value}`)}`)
    .join(' \\\n');

/** One argument as ExecStart reads it: specifiers and variables are taken literally, the rest is quoted when it must be. */
export function systemdWord(word: string): string {
  const literal = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  if (/^[\w%$@+=:,./[\]*-]+$/.test(literal)) return literal;
  const escaped = literal
    .replaceAll(/["\\]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll(/[\0-\x1f\x7f]/g, control => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${escaped}"`;
}
