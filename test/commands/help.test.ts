import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {type Command, CommandHelp, Config} from '@oclif/core';
import {describe, expect, test} from 'vitest';
import {everyCommand, type Known} from './classes.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const commands = await everyCommand(root);
const config = await Config.load(root);

const helpOf = ({name, type, flags}: Known): string => {
  const {description, enableJsonFlag, examples, strict, summary, usage} = type;
  const args = Object.fromEntries(Object.entries(type.args ?? {}).map(([id, arg]) => [id, {...arg, name: id}]));
  const command = {id: name, args, description, enableJsonFlag, examples, flags, strict, summary, usage};
  const help = new CommandHelp(command as unknown as Command.Loadable, config, {maxWidth: 120, stripAnsi: true});
  return help.generate();
};

const help = new Map(commands.map(command => [command.name, helpOf(command)]));
const shows = (name: string, flag: string): boolean =>
  new RegExp(`^ +(-\\w, )?--${flag}\\b`, 'm').test(help.get(name)!);

describe.each(commands)('the help of $name', ({name, type, flags}) => {
  test('says what it does in one line, and what each flag and argument is', () => {
    expect(type.summary).toMatch(/^[A-Z][^\n]{5,69}[^.\n]$/);
    const shown = Object.values(flags).filter(flag => !flag.hidden);
    for (const each of [...shown, ...Object.values(type.args ?? {})]) expect(each.description).toMatch(/^\S.*[^.]$/);
  });

  test('shows no empty default and no former name', () => {
    expect(help.get(name)).not.toContain('[default: ]');
    const former = Object.values(flags).flatMap(({aliases = []}) => aliases);
    for (const alias of former) expect(help.get(name)).not.toMatch(new RegExp(`--${alias}[ =]`));
    expect(type.aliases).toEqual([]);
  });
});

test.each(['explain', 'config schema', 'bundle list', 'lab list'])(
  '%s reads no configuration and asks nothing, so its help shows neither --config nor --yes',
  name => {
    expect([shows(name, 'config'), shows(name, 'yes'), shows(name, 'verbose')]).toEqual([false, false, true]);
  },
);

test('--yes is shown by the commands that ask, and accepted by every command that reads a configuration', () => {
  const named = (which: (command: Known) => boolean) => commands.filter(which).map(({name}) => name);
  expect(named(({name}) => shows(name, 'yes'))).toEqual([
    'etcd recover',
    'etcd restore',
    'lock release',
    'pki rotate-ca',
    'pki rotate-encryption',
    'remove',
    'replace',
    'reset',
    'restore',
  ]);
  expect(named(({flags}) => 'yes' in flags)).toEqual(named(({name}) => shows(name, 'config')));
});

test('former names of commands lead to the current ones and are hidden', () => {
  const hidden = commands.flatMap(({name, type}) => type.hiddenAliases.map(alias => [alias, name]));
  expect(Object.fromEntries(hidden)).toEqual({
    'lab:kill': 'lab poweroff',
    'lab:boot': 'lab start',
    'lab:cut': 'lab partition',
    'lock:list': 'lock status',
  });
});
