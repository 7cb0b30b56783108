import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {artifactContent} from './bundle.js';
import {succeed} from './cli.js';
import type {LabCluster} from './cluster.js';

/** kubectl with the output of `quorate kubeconfig`, on hosts that are not control planes. */
export interface People {
  /** On this machine. */
  kubectl(...words: readonly string[]): Promise<string>;
  /** On a host of the cluster. */
  kubectlOn(host: string, ...words: readonly string[]): Promise<string>;
  readonly kubeconfig: string;
  remove(): Promise<void>;
}

export async function people(cluster: LabCluster, hosts: readonly string[]): Promise<People> {
  const folder = await mkdtemp(join(tmpdir(), 'quorate-people-'));
  const program = join(folder, 'kubectl');
  const {content} = await artifactContent('kubectl');
  await writeFile(program, content);
  await chmod(program, 0o755);
  const kubeconfig = (await succeed(['kubeconfig', '-c', cluster.file])).stdout;
  await writeFile(join(folder, 'kubeconfig'), kubeconfig, {mode: 0o600});
  for (const host of hosts) {
    await cluster.lab.exec(host, ['sh', '-c', 'cat >/run/kubectl && chmod 755 /run/kubectl'], {stdin: content});
    await cluster.lab.exec(host, ['sh', '-c', 'umask 077; cat >/run/kubeconfig'], {stdin: kubeconfig});
  }
  return {
    kubeconfig,
    kubectl: async (...words) =>
      (await execa(program, [`--kubeconfig=${join(folder, 'kubeconfig')}`, '--request-timeout=10s', ...words])).stdout,
    kubectlOn: (host, ...words) =>
      cluster.on(host, '/run/kubectl', '--kubeconfig=/run/kubeconfig', '--request-timeout=10s', ...words),
    remove: () => rm(folder, {recursive: true}),
  };
}

/** The hosts that have an address. */
export async function holders(
  cluster: LabCluster,
  address: string,
  hosts: readonly string[],
): Promise<readonly string[]> {
  const carried = await Promise.all(hosts.map(host => cluster.on(host, 'ip', '-o', '-4', 'address', 'show')));
  return hosts.filter((_, index) => carried[index]!.includes(` ${address}/`));
}
