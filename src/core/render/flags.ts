import type {ExtraArg} from '../model/config.js';

/** Flags in the order of the command line; a flag with an undefined value is left out. */
export type Flags = Readonly<Record<string, string | undefined>>;

/** The flags of a command line. Extra arguments replace a flag of the same name, or come after quorate's flags. */
export function withExtra(flags: Flags, extraArgs: readonly ExtraArg[]): readonly ExtraArg[] {
  const given = (name: string) => extraArgs.filter(arg => arg.name === name).map(arg => arg.value);
  const ownFlags = Object.entries(flags).flatMap(([name, value]): readonly ExtraArg[] => {
    const values = given(name).length > 0 ? given(name) : value === undefined ? [] : [value];
    return values.map(each => ({name, value: each}));
  });
  return [...ownFlags, ...extraArgs.filter(({name}) => !Object.hasOwn(flags, name))];
}

/**
 * The arguments of an ExecStart, one flag per line.
 * @param as the value to use in place of another one.
 */
export const flagLines = (
  flags: Flags,
  extraArgs: readonly ExtraArg[],
  as: (value: string) => string = value => value,
): string =>
  withExtra(flags, extraArgs)
    .map(({name, value}) => `  ${systemdWord(`--${name}=${as(value)}`)}`)
    .join(' \\\n');

/** One argument in the syntax of ExecStart: specifiers and variables are escaped, the rest is quoted if necessary. */
export function systemdWord(word: string): string {
  const literal = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  if (/^[\w%$@+=:,./[\]*-]+$/.test(literal)) return literal;
  const escaped = literal
    .replaceAll(/["\\]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll(/[\0-\x1f\x7f]/g, control => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${escaped}"`;
}
