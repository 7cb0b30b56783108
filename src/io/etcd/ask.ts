import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import {answered} from '../as-fact.js';
import type {Transport} from '../transport/transport.js';
import {type MemberReport, parseReport} from './parse-status.js';

/** What a host says of its member, or why it could not be asked. */
export type MemberAnswer = Fact<MemberReport>;

/**
 * Each host asked about its own member with etcdctl.
 *
 * @param script text of templates/host/etcd-status.sh.
 */
export async function askMembers(
  hosts: readonly HostName[],
  reach: (host: HostName) => Transport,
  script: string,
): Promise<ReadonlyMap<HostName, MemberAnswer>> {
  const answer = (host: HostName): Promise<MemberAnswer> =>
    answered(async () => {
      const {stdout, stderr} = await reach(host).exec({
        argv: ['sh', '-s'],
        stdin: script,
        title: 'ask etcd',
        changes: false,
      });
      const report = parseReport(host, stdout.toString());
      return report === undefined
        ? unknown(['the answer about etcd was cut off or is not understood', stderr.trim()].filter(Boolean).join(': '))
        : known(report);
    });
  return new Map(await Promise.all(hosts.map(async host => [host, await answer(host)] as const)));
}
