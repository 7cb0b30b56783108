import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {mkdir, readdir, readFile, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {Failure} from '../../core/failure.js';
import {labTemplate, rootFileSystems} from './paths.js';
import {isAlive, ownIdentity} from './process.js';
import type {LabReport} from './report.js';
import {ROOT_FILE_SYSTEMS, type Root, type RootName} from './roots.js';

/**
 * The root file system that all hosts of a lab share read-only, built once for its content and kept in the cache.
 * @throws Failure lab/root-file-system
 */
export const rootFileSystem = async (name: RootName, report: LabReport): Promise<string> => {
  const root = ROOT_FILE_SYSTEMS[name];
  const cache = rootFileSystems();
  const finish = await Promise.all(root.finish.map(script => readFile(labTemplate(script), 'utf8')));
  const key = createHash('sha256')
    .update([root.suite, ...root.packages, ...finish].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const made = join(cache, key);
  if (existsSync(made)) return made;
  await mkdir(cache, {recursive: true});
  await removeAbandoned(cache);
  const building = join(cache, `.${key}.${await ownIdentity()}`);
  await build(name, root, building, report);
  // Another process may have been faster; its result is the same.
  await rename(building, made).catch(async error => {
    await rm(building, {recursive: true, force: true});
    if (!existsSync(made)) throw error;
  });
  return made;
};

const build = async (
  name: RootName,
  {suite, packages, finish}: Root,
  directory: string,
  report: LabReport,
): Promise<void> => {
  const title = `make the root file system ${name}`;
  report({type: 'step', title, detail: `Debian ${suite}, ${packages.length} packages and their dependencies, once`});
  const {execa} = await import('execa');
  const subprocess = execa(
    // Its mounts are in a separate namespace, and it ends with this process, also when this process is killed.
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
      ...['mmdebstrap', '--mode=root', '--variant=minbase', `--include=${packages.join(',')}`],
      ...finish.map(script => `--customize-hook=sh '${labTemplate(script)}' "$1"`),
      ...[suite, directory],
    ],
    {reject: false, stdin: 'ignore', stdout: 'ignore'},
  );
  const lines: string[] = [];
  for await (const line of subprocess.iterable({from: 'stderr'})) {
    lines.push(line);
    if (line.startsWith('I: ') && !line.includes('hook')) report({type: 'step', title, detail: line.slice(3)});
  }
  const {exitCode} = await subprocess;
  if (exitCode === 0) return;
  await rm(directory, {recursive: true, force: true});
  throw new Failure(
    'lab/root-file-system',
    `Making the root file system of the hosts: mmdebstrap failed: ${lines.slice(-5).join(' ')}`,
    {
      suggestions: [`check that this machine reaches a Debian mirror: mmdebstrap --variant=minbase ${suite} /dev/null`],
    },
  );
};

/** Removes what killed processes were building; what a running process builds stays. */
const removeAbandoned = async (cache: string): Promise<void> => {
  for (const name of await readdir(cache)) {
    const [, , identity] = name.split('.');
    if (name.startsWith('.') && identity !== undefined && !(await isAlive(identity)))
      await rm(join(cache, name), {recursive: true, force: true});
  }
};
