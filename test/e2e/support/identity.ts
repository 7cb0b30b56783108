import {mkdtemp, readFile, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'vitest';
import {quorate} from './cli.js';
import type {LabCluster} from './cluster.js';
import {etcdctl} from './etcd.js';

/** The output of a run that was refused before its first change. */
export interface Refused {
  readonly exit: number | undefined;
  /** Each different code with the host that its line begins with, if any: "identity/other-host cp3". */
  readonly found: readonly string[];
  readonly stderr: string;
}

/** Runs a command that must be refused. @throws with its output if it was not. */
export async function refusedFor(words: readonly string[]): Promise<Refused> {
  const {code: exit, stdout, stderr} = await quorate(words);
  const said = [...stderr.matchAll(/\[ERROR ([a-z/-]+)\]: (?:(\S+): )?/g)];
  if (exit === 0 || said.length === 0)
    throw new Error(`quorate ${words.join(' ')} ended with ${exit}, and is not refused\n${stdout}\n${stderr}`);
  const found = said.map(([, code, host]) => (host === undefined ? code! : `${code} ${host}`));
  return {exit, found: [...new Set(found)].toSorted(), stderr};
}

/** What `topology check` finds, written as above. */
export async function foundBy(file: string): Promise<readonly string[]> {
  const {stdout, stderr} = await quorate(['topology', 'check', '-c', file, '--json']);
  const {findings} = JSON.parse(stdout) as {findings?: readonly {readonly code: string; readonly host?: string}[]};
  if (findings === undefined) throw new Error(`${stdout}\n${stderr}`);
  return [...new Set(findings.map(({code, host}) => (host === undefined ? code : `${code} ${host}`)))].toSorted();
}

/**
 * Does something that is to change nothing on these hosts: every file of quorate's is the same one with the same
 * content, every unit is the same process, and etcd has the same members. flanneld is left out: on a young cluster
 * systemd still starts it again by itself.
 *
 * @param member a host whose etcd member is asked for the list.
 */
export async function untouched<T>(
  cluster: LabCluster,
  hosts: readonly string[],
  member: string,
  work: () => Promise<T>,
): Promise<T> {
  const look = async () => ({
    members: (await etcdctl(cluster, member, 'member', 'list')).split('\n').toSorted(),
    hosts: Object.fromEntries(await Promise.all(hosts.map(async host => [host, await stateOf(cluster, host)]))),
  });
  const before = await look();
  const result = await work();
  expect(await look()).toEqual(before);
  return result;
}

/** Inode and change time say that a file was written again, also with the same content; binaries are not read. */
const stateOf = async (cluster: LabCluster, host: string): Promise<readonly string[]> => {
  const text = await cluster.on(
    host,
    'sh',
    '-c',
    `set -- $(sort -u /var/lib/quorate/owned /etc/quorate/owned)
     stat -c '%n %a %i %s %Z' "$@" 2>&1
     for path; do case $path in /opt/*) ;; *) [ -f "$path" ] && echo "$path" ;; esac; done | xargs sha256sum
     ls -A /var/lib/etcd /var/lib/quorate /etc/quorate
     systemctl show --property=Id,InvocationID 'etcd*' 'kube*' containerd.service 'quorate-*'`,
  );
  // A directory changes whenever a component writes something of its own into it.
  return text.split('\n').filter(line => !/^\S+ 7\d\d \d+ \d+ \d+$/.test(line) || line.startsWith('/opt/'));
};

/** A host of a configuration that is written here, and the lab it is in. */
export interface Placed {
  readonly name: string;
  readonly address: string;
  readonly role: string;
  readonly lab: LabCluster;
}

/** A configuration whose hosts are in several labs, each of which has keys of its own. */
export const placed = (name: string, hosts: readonly Placed[], topology = 'stacked'): Promise<string> =>
  written(
    name,
    `apiVersion: quorate/v1alpha1
kind: Cluster
metadata:
  name: ${name}
spec:
  kubernetesVersion: "1.36.3"
  topology: ${topology}
  ssh:
    agent: false
    useConfig: false
  hosts:
${hosts.map(host).join('')}`,
  );

const host = ({name, address, role, lab: {lab}}: Placed): string => `
    - name: ${name}
      address: ${address}
      roles: [${role}]
      ssh:
        keyFiles: [${lab.paths.keyFile}]
        knownHostsFile: ${lab.paths.knownHosts}
`;

/** A copy of a configuration with its text changed. @throws when the change finds nothing to change. */
export async function edited(file: string, change: (text: string) => string): Promise<string> {
  const text = await readFile(file, 'utf8');
  const other = change(text);
  if (other === text) throw new Error(`nothing of ${file} was changed`);
  return written('edited', other);
}

async function written(name: string, text: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'quorate-')), `${name}.yaml`);
  await writeFile(file, text);
  return file;
}

/** Changes the lines of one host: `of('cp3', lines => …)`. */
export const of =
  (name: string, change: (lines: string) => string) =>
  (text: string): string =>
    text.replace(
      new RegExp(`( *- name: ${name}\\n)((?: {6}.*\\n)+)`),
      (_, first: string, rest: string) => `${first}${change(rest)}`,
    );

/** Two hosts have each other's address. */
export const swapped =
  (one: string, other: string) =>
  (text: string): string => {
    const addressOf = (host: string) => new RegExp(`- name: ${host}\\n\\s+address: (\\S+)`).exec(text)![1]!;
    const [ofOne, ofOther] = [addressOf(one), addressOf(other)];
    return of(one, lines => lines.replace(ofOne, ofOther))(of(other, lines => lines.replace(ofOther, ofOne))(text));
  };
