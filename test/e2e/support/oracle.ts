import {readdir, readFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'vitest';
import {quorate, succeed} from './cli.js';
import {eventually, type LabCluster} from './cluster.js';
import {members} from './etcd.js';

/** What must hold after any interrupted run was finished by the same command. */
export async function oracle(
  cluster: LabCluster,
  command: readonly string[],
  nodes: readonly string[],
  voters: readonly string[] = ['cp1'],
): Promise<void> {
  expect(await members(cluster, voters[0]!)).toEqual(voters.map(name => ({name, started: true, learner: false})));
  await eventually(`${nodes.join(', ')} are Ready`, async () =>
    JSON.stringify(await readyNodes(cluster)) === JSON.stringify(nodes) ? true : undefined,
  );
  const again = await quorate(command);
  expect(again.stderr).toContain('No changes');
  expect(again.code).toBe(0);
  for (const host of new Set([...nodes, ...voters])) {
    const left = await cluster.on(
      host,
      'sh',
      '-c',
      "find /etc /opt /usr/local /var/lib/quorate /var/lib/kubelet -xdev -name '*.quorate-tmp-*' 2>/dev/null",
    );
    expect(left, `temporary files on ${host}`).toBe('');
    const journal = await cluster.on(host, 'journalctl', '--no-pager', '-o', 'cat');
    expect(secretsIn(journal), `secrets in the journal of ${host}`).toEqual([]);
  }
  for (const log of await runLogs()) expect(secretsIn(log), 'secrets in the logs').toEqual([]);
}

/** @throws when a plan for all hosts finds changes. */
export async function nothingToDo(file: string): Promise<true> {
  const {stdout} = await succeed(['plan', '-c', file, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ran: false, plan: {changes: 0, stages: []}});
  return true;
}

/** Waits until `topology check` has no findings. @throws with the last ones. */
export const nothingFound = (file: string): Promise<true> =>
  eventually('topology check finds nothing', async () => {
    const {code, stdout, stderr} = await quorate(['topology', 'check', '-c', file]);
    if (code === 0 && stdout.includes('no finding')) return true as const;
    throw new Error(`${stdout}\n${stderr}`);
  });

/** @throws unless the API server of each of these hosts is ready. */
export async function readyApiServers(cluster: LabCluster, hosts: readonly string[]): Promise<void> {
  for (const host of hosts)
    await cluster.on(
      host,
      ...['/opt/quorate/bin/kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', '--server=https://127.0.0.1:6443'],
      ...['get', '--raw=/readyz', '--request-timeout=5s'],
    );
}

export const readyNodes = async (cluster: LabCluster): Promise<readonly string[]> =>
  (await cluster.kubectl(['get', 'nodes', '--no-headers']))
    .trim()
    .split('\n')
    .map(line => line.split(/\s+/))
    .filter(([, state]) => state === 'Ready')
    .map(([name]) => name!)
    .sort();

/** A private key as PEM, and as in a kubeconfig. */
const secretsIn = (text: string): readonly string[] =>
  [
    'PRIVATE KEY-----',
    'LS0tLS1CRUdJTiBFQyBQUklWQVRF',
    'LS0tLS1CRUdJTiBQUklWQVRF',
    'LS0tLS1CRUdJTiBSU0EgUFJJVkFURS',
  ].filter(needle => text.includes(needle));

async function runLogs(): Promise<readonly string[]> {
  const folder = join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'quorate', 'logs');
  return Promise.all((await readdir(folder)).map(name => readFile(join(folder, name), 'utf8')));
}

/**
 * What a user could see on a host, to compare two of the same kind: paths with modes, and digests of all that is not
 * random in every run; units and what they run as.
 */
export const picture = (cluster: LabCluster, host: string): Promise<string> =>
  cluster.on(
    host,
    'sh',
    '-c',
    `sort /var/lib/quorate/owned | while read -r path; do
       case $path in
         *.key | *.crt | *.pub | *.conf | */encryption.yaml | */etcd-member | /etc/etcd/member | */quorate/identity) digest=random ;;
         *) digest=$([ -f "$path" ] && sha256sum <"$path") ;;
       esac
       echo "$path $(stat -c '%a %U:%G %F' "$path") $(readlink "$path") $digest"
     done
     systemctl list-unit-files --no-legend 'etcd*' 'kube*' containerd.service flanneld.service 'quorate-*'`,
  );
