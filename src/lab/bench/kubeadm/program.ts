import {existsSync} from 'node:fs';
import {copyFile, mkdir, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {compile} from '../../bundle/compile.js';
import {findGo} from '../../bundle/go/toolchain.js';
import {prepareWorkspace} from '../../bundle/go/workspace.js';
import {kubernetesSource, server} from '../../bundle/products/kubernetes.js';

/**
 * The path of kubeadm of this version. It is built as the programs of a bundle are, and kept in the directory.
 * @throws Failure bundle/needs-go, bundle/module, bundle/command, bundle/wrong-version
 */
export async function kubeadmProgram(version: string, directory: string, env: NodeJS.ProcessEnv): Promise<string> {
  const path = join(directory, 'kubeadm');
  if (existsSync(path)) return path;
  await mkdir(directory, {recursive: true});
  const work = join(directory, '.work');
  const go = await findGo(env);
  const product = {
    ...server('kubeadm', version, 30),
    proof: {args: ['version', '-o', 'short'], says: `v${version}\n`},
  };
  const built = await compile(go, product, await prepareWorkspace(go, kubernetesSource(version), work));
  await copyFile(built, `${path}.new`);
  await rename(`${path}.new`, path);
  await rm(work, {recursive: true, force: true});
  return path;
}
