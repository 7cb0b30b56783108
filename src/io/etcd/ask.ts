import type {DesiredMember} from '../../core/cluster/desired.js';
import {type Fact, known, unknown} from '../../core/cluster/fact.js';
import type {HostName} from '../../core/cluster/names.js';
import {answered} from '../answered.js';
import type {Transport} from '../host/transport.js';
import {type MemberReport, parseReport} from './report.js';

/** What a member's host says, or why it could not be asked. */
export type MemberAnswer = Fact<MemberReport>;

/**
 * Each member asked on its own host with etcdctl.
 *
 * @param script text of templates/host/etcd-status.sh.
 */
export async function askMembers(
  members: readonly DesiredMember[],
  reach: (host: HostName) => Transport,
  script: string,
): Promise<ReadonlyMap<HostName, MemberAnswer>> {
  const answer = ({host}: DesiredMember): Promise<MemberAnswer> =>
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
  return new Map(await Promise.all(members.map(async each => [each.host, await answer(each)] as const)));
}
