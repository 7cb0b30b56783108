import {lstat, mkdir, open, readFile, realpath, rm, stat} from 'node:fs/promises';
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import {Failure} from '../../core/failure.js';
import {replaceFile} from './replace-file.js';

/** The kubeconfig that kubectl would write to: the first file of KUBECONFIG, else ~/.kube/config. */
export const kubeconfigPath = (env: NodeJS.ProcessEnv): string =>
  env.KUBECONFIG?.split(':').find(path => path !== '') ?? join(env.HOME ?? homedir(), '.kube', 'config');

/** The text of the file; undefined when it does not exist. */
export async function readKubeconfig(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/**
 * Replaces the file in one step, readable by its owner only. The previous one is kept as `.backup` beside it.
 * @throws Failure kubeconfig/unwritable; the file is then as it was.
 */
export const replaceKubeconfig = (path: string, text: string): Promise<void> =>
  writing(path, async () => {
    await mkdir(dirname(path), {recursive: true, mode: 0o700});
    // A link is followed: the file it names is replaced, not the link.
    const target = await realpath(path).catch(() => path);
    await refuseIrregular(target);
    const before = await readKubeconfig(target);
    if (before !== undefined) await replaceFile(`${target}.backup`, before, 0o600);
    await replaceFile(target, text, 0o600);
  });

/**
 * Writes a file that only its owner can read.
 * @param replace an existing one. Without it a file of this name is never changed.
 * @throws Failure kubeconfig/exists, kubeconfig/unwritable
 */
export async function writeKubeconfig(
  path: string,
  text: string,
  {replace}: {readonly replace: boolean},
): Promise<void> {
  if (!replace) await refuseExisting(path);
  await writing(path, async () => {
    if (!replace) return createFile(path, text);
    await refuseIrregular(path);
    await replaceFile(path, text, 0o600);
  });
}

/** @throws Failure kubeconfig/exists, also for a link that leads nowhere */
export async function refuseExisting(path: string): Promise<void> {
  try {
    await lstat(path);
  } catch {
    // What else is wrong with the path is said when the file is written.
    return;
  }
  throw new Failure('kubeconfig/exists', `${path} exists, and was not changed`, {
    suggestions: ['write into another file, or add --replace to the command'],
  });
}

async function createFile(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(path, {force: true});
    throw error;
  } finally {
    await file.close();
  }
}

/** A device or a pipe would be replaced by a file. */
async function refuseIrregular(path: string): Promise<void> {
  try {
    if (!(await stat(path)).isFile()) throw new Error('it is not a regular file');
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

async function writing(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw new Failure('kubeconfig/unwritable', `cannot write the kubeconfig ${path}: ${(cause as Error).message}`, {
      suggestions: [
        `check the space and the permissions there: df -h ${dirname(path)}; ls -ld ${dirname(path)}`,
        'or write it into another file: `quorate kubeconfig --out FILE`',
      ],
      cause,
    });
  }
}

const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
