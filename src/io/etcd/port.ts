import type {DesiredMember} from '../../core/cluster/desired.js';
import {known, unknown} from '../../core/cluster/fact.js';
import type {HostName} from '../../core/cluster/names.js';
import {Failure} from '../../core/failure.js';
import type {EtcdPort} from '../../run/site.js';
import type {Transport} from '../host/transport.js';
import {assemble, type MemberEvidence} from './assemble.js';
import {membershipChanges} from './change.js';
import {isHeard} from './heard.js';
import {parseReport} from './report.js';

export interface EtcdScripts {
  /** Text of templates/host/etcd-status.sh. */
  readonly status: string;
  /** Text of templates/host/etcd-change.sh. */
  readonly change: string;
  /** Text of templates/host/etcd-heard.sh. */
  readonly heard: string;
}

/**
 * The etcd cluster, each member asked on its own host with etcdctl.
 *
 * @param reach the connection to a host.
 */
export function etcdPort(
  members: readonly DesiredMember[],
  reach: (host: HostName) => Transport,
  scripts: EtcdScripts,
): EtcdPort {
  const evidence = async ({host}: DesiredMember): Promise<MemberEvidence> => {
    try {
      const {stdout, stderr} = await reach(host).exec({
        argv: ['sh', '-s'],
        stdin: scripts.status,
        title: 'ask etcd',
        changes: false,
      });
      const report = parseReport(host, stdout.toString());
      return report === undefined
        ? unknown(['the answer about etcd was cut off or is not understood', stderr.trim()].filter(Boolean).join(': '))
        : known(report);
    } catch (error) {
      if (error instanceof Failure) return unknown(error.message);
      throw error;
    }
  };
  const state = async () => {
    const all = await Promise.all(members.map(async each => [each.host, await evidence(each)] as const));
    return assemble(members, new Map(all));
  };
  return {
    state,
    ...membershipChanges(members, reach, scripts.change, state),
    isHeard: peerUrl => isHeard(peerUrl, members, reach, scripts.heard, state),
  };
}
