import type {EtcdOverview, MemberNumbers, MemberOverview} from '../../../src/core/model/etcd-overview.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import {quorum} from '../../../src/core/quorum/quorum.js';

const MIB = 2 ** 20;

export const numbers = (changes: Partial<MemberNumbers> = {}): MemberNumbers => ({
  version: '3.6.16',
  revision: '100',
  index: 1000,
  appliedIndex: 1000,
  behind: 0,
  dbSizeBytes: 20 * MIB,
  dbInUseBytes: 5 * MIB,
  quotaBytes: 100 * MIB,
  ...changes,
});

/** cp1, cp2, …: healthy voters, of which the first one leads, unless it is said otherwise. */
export function overview(
  members: readonly (Partial<MemberOverview> & {readonly down?: true})[],
  rest: Partial<EtcdOverview> = {},
): EtcdOverview {
  const all = members.map(({down, ...changes}, at): MemberOverview => {
    const host = hostName(`cp${at + 1}`);
    return {
      id: etcdId(`${at + 1}`),
      host,
      name: host,
      peerUrl: `https://10.0.0.${at + 1}:2380`,
      role: 'voter',
      leader: at === 0 && down === undefined,
      healthy: down === undefined,
      alarms: [],
      ...(down === undefined ? {status: numbers()} : {why: 'does not answer'}),
      ...changes,
    };
  });
  const voters = all.filter(({role}) => role === 'voter');
  return {
    clusterId: etcdId('c1'),
    members: all,
    quorate: voters.filter(({healthy}) => healthy).length >= quorum(voters.length),
    alarms: all.flatMap(({id, alarms}) => alarms.map(alarm => `${alarm} ${id}`)),
    others: [],
    ...rest,
  };
}
