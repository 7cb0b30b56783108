import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {quorate} from './cli.js';
import {asLab, changedExample, type LabCluster} from './cluster.js';
import {etcdctl} from './etcd.js';
import type {Fault} from './faults.js';

/** Three control planes of the example "stacked" as a lab of their own, with these flags of etcd. */
export const threeControlPlanes = (...flags: readonly string[]): Promise<string> =>
  changedExample('stacked', text =>
    asLab(
      'quorum',
      '10.88.10',
    )(text)
      .replace(/\n *- name: w1[\s\S]*/, '\n')
      .concat(flags.length > 0 ? `\n  extraArgs:\n    etcd:\n${flags.map(flag).join('')}` : ''),
  );

const flag = (text: string): string => {
  const [name, value] = text.split('=');
  return `      - {name: ${name}, value: "${value}"}\n`;
};

/** The unit of etcd runs another program, while the unit file does not change. */
const instead = (program: string): Fault => ({
  make: `mkdir -p /etc/systemd/system/etcd.service.d
    printf '[Service]\\nExecStart=\\nExecStart=${program}\\n' >/etc/systemd/system/etcd.service.d/instead.conf
    systemctl daemon-reload
    [ ! -f /etc/systemd/system/etcd.service ] || systemctl --no-block try-restart etcd.service`,
  mend: `rm -rf /etc/systemd/system/etcd.service.d
    systemctl daemon-reload
    [ ! -f /etc/systemd/system/etcd.service ] || systemctl --no-block try-restart etcd.service`,
});

export const etcdCannotStart = instead('/bin/false');

/** etcd is started and never runs. The member must be stopped first, or the start would succeed. */
export const etcdHangs: Fault = {
  ...instead('/bin/sleep infinity'),
  shows: `[ "$(cat "/proc/$(systemctl show --property=MainPID --value etcd.service)/comm")" = sleep ]`,
};

/** The same command with another name in it: etcd takes any, also one that a fellow member has. */
export const etcdNamed = (name: string): Fault => ({
  make: `mkdir -p /etc/systemd/system/etcd.service.d
    { printf '[Service]\\nExecStart=\\n'
      sed -n '/^ExecStart=/,/[^\\\\]$/p' /etc/systemd/system/etcd.service | sed -E 's/--name=[^ ]+/--name=${name}/'
    } >/etc/systemd/system/etcd.service.d/instead.conf
    systemctl daemon-reload
    systemctl restart etcd.service`,
  mend: etcdHangs.mend,
});

/** Stops etcd, empties its data directory and starts it again. */
export const wipeMember = (cluster: LabCluster, host: string): Promise<string> =>
  cluster.on(
    host,
    'sh',
    '-c',
    `systemctl stop etcd.service
     rm -rf /var/lib/etcd/member
     systemctl --no-block start etcd.service`,
  );

/** The distinct reasons of the start guard since this boot. */
export const guardSaid = async (cluster: LabCluster, host: string): Promise<readonly string[]> => {
  const journal = await cluster.on(host, 'journalctl', '--no-pager', '--output=cat', '--unit=etcd.service');
  return [...new Set(journal.split('\n').filter(line => line.startsWith('etcd-guard:')))];
};

/** Changes with every start of etcd. */
export const invocations = (cluster: LabCluster, hosts: readonly string[]): Promise<readonly string[]> =>
  Promise.all(
    hosts.map(host => cluster.on(host, 'systemctl', 'show', '--property=InvocationID', '--value', 'etcd.service')),
  );

/** @throws if etcd does not acknowledge the write. */
export const write = (cluster: LabCluster, host: string, key: string): Promise<string> =>
  etcdctl(cluster, host, '--command-timeout=5s', 'put', `/of-a-test/${key}`, 'written');

/** The cluster id of a member, which it reports without quorum. */
export const clusterId = async (cluster: LabCluster, host: string): Promise<string | undefined> =>
  /^"ClusterID" : (\d+)$/m.exec(await etcdctl(cluster, host, 'endpoint', 'status', '-w', 'fields'))?.[1];

/** Runs a command, interrupted again and again, until the next operation of it would be the one with this title. */
export async function cutBefore(title: RegExp, command: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'quorate-'));
  const file = join(folder, 'operations');
  try {
    for (let runs = 0; runs < 100; runs++) {
      await writeFile(file, '');
      const {signal, code, stderr} = await quorate(command, {QUORATE_CRASH_AT: '2:before', QUORATE_CRASH_COUNT: file});
      if (signal !== 'SIGKILL') throw new Error(`${command.join(' ')} ended with ${code}, not killed:\n${stderr}`);
      const [, next] = (await readFile(file, 'utf8')).split('\n');
      if (title.test(next!.split('\t')[2]!)) return;
    }
    throw new Error(`${command.join(' ')} never came to ${title}`);
  } finally {
    await rm(folder, {recursive: true});
  }
}
