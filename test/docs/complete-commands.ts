import type {Known} from '../commands/classes.js';

/** Names in a command line that are understood, and that help does not show: aliases, and hidden flags. */
export function formerNames(name: string, words: readonly string[], command: Known): readonly string[] {
  const former = name === command.name ? [] : [`is now quorate ${command.name}`];
  return [...former, ...words.flatMap(word => formerFlag(word.split('=')[0]!, command))];
}

const formerFlag = (word: string, {flags}: Known): readonly string[] =>
  Object.entries(flags).flatMap(([long, {aliases = [], hidden}]) => {
    if (aliases.some(alias => word === `--${alias}`)) return [`${word} is now --${long}`];
    return hidden === true && word === `--${long}` ? [`${word} is not in the help of the command`] : [];
  });

/** What the parser requires, and what the commands themselves require of their flags and arguments. */
export function missing({name, type, flags}: Known, given: readonly string[], operands: number): readonly string[] {
  const required = Object.values(type.args ?? {}).filter(arg => arg.required).length;
  const rule = RULES[name];
  return [
    ...(operands < required ? ['an argument is missing'] : []),
    ...Object.keys(flags)
      .filter(flag => flags[flag]!.required && !given.includes(flag))
      .map(flag => `--${flag} is missing`),
    ...(rule === undefined || rule.holds(given, operands) ? [] : [rule.what]),
  ];
}

interface Rule {
  readonly what: string;
  readonly holds: (flags: readonly string[], operands: number) => boolean;
}

const RULES: Readonly<Record<string, Rule>> = {
  remove: {
    what: 'it needs a host or --lost',
    holds: (flags, operands) => operands > 0 || flags.includes('lost'),
  },
  reset: {
    what: 'it needs either --all or hosts',
    holds: (flags, operands) => flags.includes('all') !== operands > 0,
  },
};
