import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Config} from '@oclif/core';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {commandOf, everyCommand, type Known} from './classes.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const commands = await everyCommand(root);
const config = await Config.load(root);

beforeAll(() => vi.stubEnv('QUORATE_CONFIG', undefined));
afterAll(() => vi.unstubAllEnvs());

interface Parsed {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly args: Readonly<Record<string, unknown>>;
  /** Only of `lab exec`. */
  readonly command?: readonly string[];
}

/** What a command understands of its words, without running it. */
async function parsed({type}: Known, words: readonly string[]): Promise<Parsed> {
  const Made = type as unknown as new (argv: string[], config: Config) => Parsed & {init(): Promise<void>};
  const made = new Made([...words], config);
  await made.init();
  const {flags, args, command} = made;
  return {flags, args, ...(command === undefined ? {} : {command})};
}

describe.each(commands)('$name', command => {
  const {type, flags} = command;
  const groups = Object.keys(flags).map(name => ({name, words: wordsOf(name, flags)}));
  const together = compatible(flags).map(name => wordsOf(name, flags));
  const args = Object.values(type.args ?? {}).flatMap(arg =>
    arg.options !== undefined ? [arg.options[0]!] : arg.multiple ? ['cp1', 'cp2'] : ['cp1'],
  );

  test('understands its arguments and flags', async () => {
    const {args: found, flags: given} = await parsed(command, [...together.flat(), ...args]);
    expect(Object.values(found).flat()).toEqual(args);
    expect(Object.keys(given)).toEqual(expect.arrayContaining([...compatible(flags)]));
  });

  test.each(groups)('takes --$name before, between and after its arguments', async ({words}) => {
    const [first, ...others] = await Promise.all(placed([words], args).map(line => parsed(command, line)));
    for (const other of others) expect(other).toEqual(first);
  });

  test('takes several flags in any order and at any place', async () => {
    const lines = [...placed(together, args), ...placed(together.toReversed(), args)];
    const [first, ...others] = await Promise.all(lines.map(line => parsed(command, line)));
    for (const other of others) expect(other).toEqual(first);
  });

  test.each(groups.filter(({name}) => aliases(flags[name]!).length > 0))(
    'takes --$name by its former name, which help does not show',
    async ({name, words}) => {
      const current = await parsed(command, [...words, ...args]);
      for (const alias of aliases(flags[name]!)) {
        const former = words.map(word => word.replace(`--${name}`, `--${alias}`));
        expect(await parsed(command, [...former, ...args])).toEqual(current);
        expect(Object.keys(flags)).not.toContain(alias);
      }
    },
  );

  test('has examples, and each is a command line that is understood', async () => {
    const examples = (type.examples ?? []).map(example => String(example).replace('<%= config.bin %> ', ''));
    expect(examples).not.toEqual([]);
    for (const example of examples) {
      const words = typed(example);
      const meant = commandOf(words, commands);
      expect(meant, example).toBeDefined();
      expect(words.slice(0, meant!.length).join(' ')).toBe(meant!.command.name);
      await expect(parsed(meant!.command, words.slice(meant!.length)), example).resolves.toBeDefined();
    }
  });
});

test.each(commands.filter(({type}) => Object.values(type.args ?? {}).some(({required}) => required)))(
  '$name refuses a line without its argument, and does not ask for an order',
  async command => {
    const refused = await parsed(command, []).catch((error: Error & {oclif?: {exit?: number}}) => error);
    expect(refused).toMatchObject({oclif: {exit: 2}, message: expect.not.stringContaining('Note:')});
  },
);

/** A flag with a value that it takes; twice where it is repeatable. */
function wordsOf(name: string, flags: Known['flags']): readonly string[] {
  const flag = flags[name]!;
  if (flag.type === 'boolean') return [`--${name}`];
  const value = flag.options?.[0] ?? '2';
  return flag.multiple ? [`--${name}`, value, `--${name}=3`] : [`--${name}`, value];
}

/** Flags that may be given together: each one that excludes none before it. */
function compatible(flags: Known['flags']): readonly string[] {
  const taken: string[] = [];
  for (const [name, {exclusive = []}] of Object.entries(flags))
    if (!taken.some(other => exclusive.includes(other) || flags[other]!.exclusive?.includes(name))) taken.push(name);
  return taken;
}

const aliases = (flag: Known['flags'][string]): readonly string[] => flag.aliases ?? [];

/** Flags at each place among the arguments, and spread over all of these places. */
function placed(flags: readonly (readonly string[])[], args: readonly string[]): readonly (readonly string[])[] {
  const places = [...args.keys(), args.length];
  const line = (at: (place: number) => readonly string[]) =>
    places.flatMap(place => [...at(place), ...args.slice(place, place + 1)]);
  return [
    ...places.map(here => line(place => (place === here ? flags.flat() : []))),
    line(place => flags.filter((_, index) => index % places.length === place).flat()),
  ];
}

/** The words of a line, up to a redirection. */
const typed = (line: string): readonly string[] => line.replace(/ [<>] .*$/, '').split(' ');
