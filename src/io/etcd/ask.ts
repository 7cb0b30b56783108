import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import {asFact} from '../as-fact.js';
import {LIMITS} from '../remote/limits.js';
import type {HostTransport} from '../transport/transport.js';
import {type MemberReport, parseReport} from './parse-status.js';

/** The status of the member on a host, or why it is unknown. */
export type MemberAnswer = Fact<MemberReport>;

/**
 * Asks each host about its own member.
 *
 * @param script text of templates/host/etcd-status.sh.
 */
export async function askMembers(
  hosts: readonly HostName[],
  transportTo: (host: HostName) => HostTransport,
  script: string,
): Promise<ReadonlyMap<HostName, MemberAnswer>> {
  const answer = (host: HostName): Promise<MemberAnswer> =>
    asFact(async () => {
      const {stdout, stderr} = await transportTo(host).exec(
        {argv: ['sh', '-s'], stdin: script, title: 'ask etcd', changes: false},
        {timeoutMs: LIMITS.etcdStatus},
      );
      const report = parseReport(host, stdout.toString());
      return report === undefined
        ? unknown(['the etcd status is incomplete or not understood', stderr.trim()].filter(Boolean).join(': '))
        : known(report);
    });
  return new Map(await Promise.all(hosts.map(async host => [host, await answer(host)] as const)));
}
