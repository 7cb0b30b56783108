import type {LabCluster} from './cluster.js';

interface MemberLine {
  readonly name: string;
  readonly learner: boolean;
  readonly started: boolean;
}

const CERTIFICATES = [
  '--cacert=/etc/kubernetes/pki/etcd/ca.crt',
  '--cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt',
  '--key=/etc/kubernetes/pki/etcd/healthcheck-client.key',
];

export const etcdctl = (cluster: LabCluster, host: string, ...words: readonly string[]): Promise<string> =>
  cluster.on(host, '/opt/quorate/bin/etcdctl', '--endpoints=https://127.0.0.1:2379', ...CERTIFICATES, ...words);

/** The member list as one member has it, by name. */
export async function members(cluster: LabCluster, host: string): Promise<readonly MemberLine[]> {
  const lines = (await etcdctl(cluster, host, 'member', 'list')).trim().split('\n');
  return lines
    .map(line => line.split(', '))
    .map(([, state, name, , , learner]) => ({name: name!, started: state === 'started', learner: learner === 'true'}))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** The host of the leader, according to each member by itself. */
export async function leaderOf(cluster: LabCluster, hosts: readonly string[]): Promise<string> {
  for (const host of hosts) {
    const status = await etcdctl(cluster, host, 'endpoint', 'status', '-w', 'fields').catch(() => '');
    const id = (field: string) => new RegExp(`^"${field}" : (\\d+)$`, 'm').exec(status)?.[1];
    if (id('MemberID') !== undefined && id('MemberID') === id('Leader')) return host;
  }
  throw new Error(`none of ${hosts.join(', ')} leads`);
}
