import {mkdtemp, readFile, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseConfig} from '../../../src/core/config/parse.js';
import {type Lab, labOf} from '../../../src/lab/hosts/index.js';
import {ROOT} from './cli.js';

export interface LabCluster {
  readonly file: string;
  readonly lab: Lab;
  /** Runs a command on a host and gives its output. @throws with its error output when it fails. */
  on(host: string, ...argv: readonly string[]): Promise<string>;
  /** The same with something on its standard input. */
  onWith(stdin: string | Uint8Array, host: string, ...argv: readonly string[]): Promise<string>;
  /** kubectl on a control plane, with an optional document on standard input. */
  kubectl(words: readonly string[], stdin?: string): Promise<string>;
}

/**
 * The cluster of a configuration file in its lab.
 *
 * @param beside hosts of the lab that are not in the configuration.
 */
export async function labCluster(
  file: string,
  tmpfs: Parameters<typeof labOf>[0]['tmpfs'] = [],
  beside: Parameters<typeof labOf>[0]['hosts'] = [],
): Promise<LabCluster> {
  const parsed = parseConfig(await readFile(file, 'utf8'));
  if (!('config' in parsed)) throw new Error(`${file} is not valid`);
  const {config} = parsed;
  const lab = labOf({...config, hosts: [...config.hosts, ...beside], tmpfs});
  const run = async (host: string, argv: readonly string[], stdin?: string | Uint8Array) => {
    const {code, stdout, stderr} = await lab.exec(host, argv, stdin === undefined ? {} : {stdin});
    if (code === 0) return stdout.toString();
    throw new Error(`${host}: ${argv.join(' ')} ended with ${code}\n${stdout}\n${stderr}`);
  };
  const first = config.hosts.find(host => host.roles.includes('control-plane'))!.name;
  return {
    file,
    lab,
    on: (host, ...argv) => run(host, argv),
    onWith: (stdin, host, ...argv) => run(host, argv, stdin),
    kubectl: (words, stdin) =>
      run(first, ['/opt/quorate/bin/kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', ...words], stdin),
  };
}

export const example = (name: string): string => join(ROOT, 'docs', 'examples', `${name}.yaml`);

/** The text of an example for a lab of its own: another name, and in each address these first three numbers. */
export const asLab =
  (name: string, network: string) =>
  (text: string): string => {
    const [, before] = /^ {2}name: (\S+)$/m.exec(text)!;
    const [, addresses] = /address: (\d+\.\d+\.\d+\.)/.exec(text)!;
    return text
      .replace(`name: ${before}`, `name: ${name}`)
      .replaceAll(`/lab/${before}/`, `/lab/${name}/`)
      .replaceAll(addresses!, `${network}.`);
  };

/** A copy of an example with its text changed, in a temporary folder. */
export async function changedExample(name: string, change: (text: string) => string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'quorate-')), `${name}.yaml`);
  await writeFile(file, change(await readFile(example(name), 'utf8')));
  return file;
}

/** Waits for a condition of a running cluster. @throws with the last output if it does not become true. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>, withinMs = 120_000): Promise<T> {
  const started = performance.now();
  let last = 'nothing';
  while (performance.now() - started < withinMs) {
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
    } catch (error) {
      last = String(error);
    }
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  throw new Error(`${what}: not within ${withinMs / 1000} s; last: ${last}`);
}
