import {mkdir, mkdtemp, rm, symlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {ROOT} from './cli.js';

/** quorate as a user has it: packed, and installed into an empty prefix, in a home of its own. */
export interface Installed {
  /** The package in the prefix. */
  readonly root: string;
  readonly home: string;
  /** The folder in which commands run; empty at first. */
  readonly folder: string;
  /** Runs the installed command; PATH has no compiler and nothing of this repository. */
  quorate(
    ...words: readonly string[]
  ): Promise<{readonly code: number | undefined; readonly stdout: string; readonly stderr: string}>;
  /** The same as a line of a shell. */
  shell(line: string): Promise<{readonly code: number | undefined; readonly stdout: string; readonly stderr: string}>;
  remove(): Promise<void>;
}

/** What a user's machine has: no compiler, no make, no Python, no git. */
const PROGRAMS = ['env', 'sh', 'node', 'npm', 'uname', 'cat', 'tar', 'gzip'];

export async function installedQuorate(): Promise<Installed> {
  const base = await mkdtemp(join(tmpdir(), 'quorate-install-'));
  const [bin, home, folder, prefix] = ['bin', 'home', 'work', 'prefix'].map(name => join(base, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const each of [bin, home, folder]) await mkdir(each);
  for (const program of PROGRAMS) {
    const {stdout} = await execa('sh', ['-c', `command -v ${program}`]);
    await symlink(program === 'node' ? process.execPath : stdout, join(bin, program));
  }
  const {stdout} = await execa('npm', ['pack', '--json', '--pack-destination', base], {cwd: ROOT});
  const [{filename}] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [{filename: string}];
  await execa('npm', ['install', '--global', '--prefer-offline', '--prefix', prefix, join(base, filename)], {
    cwd: base,
    extendEnv: false,
    env: {...(await npmSettings()), PATH: bin, HOME: home},
  });
  const env = {PATH: `${join(prefix, 'bin')}:${bin}`, HOME: home, CI: 'true', NO_COLOR: '1'};
  const run = async (program: string, words: readonly string[]) => {
    const {exitCode, stdout, stderr} = await execa(program, words, {cwd: folder, extendEnv: false, env, reject: false});
    return {code: exitCode, stdout, stderr};
  };
  return {
    root: join(prefix, 'lib/node_modules/quorate'),
    home,
    folder,
    quorate: (...words) => run(join(prefix, 'bin/quorate'), words),
    shell: line => run(join(bin, 'sh'), ['-c', line]),
    remove: () => rm(base, {recursive: true, force: true}),
  };
}

/** The registry, the proxy and the cache of this machine. */
async function npmSettings(): Promise<Readonly<Record<string, string>>> {
  const setting = async (name: string) => (await execa('npm', ['config', 'get', name])).stdout;
  const proxies = Object.entries(process.env).filter(([name]) => /^(npm_config_|https?_proxy$|no_proxy$)/i.test(name));
  return {
    ...(Object.fromEntries(proxies) as Record<string, string>),
    npm_config_userconfig: await setting('userconfig'),
    npm_config_registry: await setting('registry'),
    npm_config_cache: await setting('cache'),
  };
}
