import {Failure} from '../../core/failure.js';
import type {Lab} from '../hosts/index.js';

/** The host of these whose etcd member is the leader. @param etcdctl its path on the hosts. */
export async function leaderOf(lab: Lab, hosts: readonly string[], etcdctl: string): Promise<string> {
  const pki = '/etc/kubernetes/pki/etcd';
  for (const host of hosts) {
    const {stdout} = await lab.exec(host, [
      ...[etcdctl, '--endpoints=https://127.0.0.1:2379', `--cacert=${pki}/ca.crt`],
      ...[`--cert=${pki}/healthcheck-client.crt`, `--key=${pki}/healthcheck-client.key`],
      ...['endpoint', 'status', '-w', 'fields'],
    ]);
    const id = (field: string) => new RegExp(`^"${field}" : (\\d+)$`, 'm').exec(stdout)?.[1];
    if (id('MemberID') !== undefined && id('MemberID') === id('Leader')) return host;
  }
  throw new Failure('bench/no-leader', 'no etcd member is the leader');
}
