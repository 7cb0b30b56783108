#!/usr/bin/env node
import {existsSync, readFileSync} from 'node:fs';
import module from 'node:module';
import {release} from 'node:os';
import {join} from 'node:path';
import {knownAnswer} from '../dist/commands/base/known-answer.js';

const read = path => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

const {HOME} = process.env;
/** Quorate's folder in one of the XDG directories, as oclif finds it. */
const folder = (name, below) => join(process.env[name] || join(HOME, below), 'quorate');

/** Oclif names the platform otherwise inside of Windows, and a theme changes its colours. */
const isOclifNeeded = () =>
  process.platform !== 'linux' ||
  !HOME ||
  /microsoft/i.test(release()) ||
  existsSync('/proc/sys/fs/binfmt_misc/WSLInterop') ||
  existsSync('/run/WSL') ||
  existsSync(join(folder('XDG_CONFIG_HOME', '.config'), 'theme.json'));

const answer = () => {
  const args = process.argv.slice(2);
  if (args.length > 1 || (args.length === 1 && !['--version', '--help'].includes(args[0])) || isOclifNeeded()) return;
  const {name, version} = read('../package.json');
  const userAgent = `${name}/${version} ${process.platform}-${process.arch} node-${process.version}`;
  const {env, stdout, stderr} = process;
  const help = new URL('../dist/root-help.json', import.meta.url);
  return knownAnswer({args, env, stdout, stderr, userAgent}, () => (existsSync(help) ? read(help) : []));
};

const known = answer();
if (known === undefined) {
  // Not below /tmp, Node's default: what is there could be another user's, and it is code.
  if (HOME && !process.env.NODE_COMPILE_CACHE) {
    module.enableCompileCache?.(join(folder('XDG_CACHE_HOME', '.cache'), 'node'));
  }
  const {execute} = await import('@oclif/core');
  await execute({dir: import.meta.url});
} else {
  process.stdout.on('error', () => {}).write(known);
}
