import {mkdir, readFile, realpath} from 'node:fs/promises';
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
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Replaces the file in one step, readable by its owner only. The previous one is kept as `.backup` beside it.
 * @throws Failure kubeconfig/unwritable; the file is then as it was.
 */
export async function replaceKubeconfig(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), {recursive: true, mode: 0o700});
    // A link is followed: the file it names is replaced, not the link.
    const target = await realpath(path).catch(() => path);
    const before = await readKubeconfig(target);
    if (before !== undefined) await replaceFile(`${target}.backup`, before, 0o600);
    await replaceFile(target, text, 0o600);
  } catch (cause) {
    throw new Failure('kubeconfig/unwritable', `cannot write the kubeconfig ${path}: ${(cause as Error).message}`, {
      suggestions: [
        `check the space and the permissions there: df -h ${dirname(path)}; ls -ld ${dirname(path)}`,
        'or print it into another file: quorate kubeconfig > admin.conf',
      ],
      cause,
    });
  }
}
